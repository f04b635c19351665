import { html, nothing } from 'lit';
import { LightElement } from '../components/light-element.js';
import { Resource } from '../components/resource.js';
import { href } from '../core/base-path.js';
import { language, t } from '../core/i18n.js';
import { setQuery } from '../core/location.js';
import { loadStyle } from '../core/stylesheets.js';

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];
const MOST_DEEP = 5;

await loadStyle('/ui/css/pages/api-docs.css');

/** The contract of the API, for people to read: every operation with what it takes and who may call it. */
const WITHOUT_ROLE = { anyone: 'apiDocs.role.anyone', public: 'apiDocs.role.public', key: 'apiDocs.role.key' };

class ApiDocs extends LightElement {
  static properties = { route: { attribute: false } };

  #contract = new Resource(this, async (signal) => (await fetch(href('/api/openapi.json'), { signal })).json());

  render() {
    return this.#contract.show((contract) => {
      const words = (this.route.query.get('q') ?? '').toLowerCase();
      const operations = operationsOf(contract).filter((one) => `${one.method} ${one.path} ${one.operation.summary}`.toLowerCase().includes(words));
      return html`<div class="page api-docs">
        <div class="page-head"><h1>${t('apiDocs.title')}</h1>
          <input type="search" class="filter" placeholder=${t('apiDocs.filter')} aria-label=${t('apiDocs.filter')} .value=${words} @input=${(e) => setQuery({ q: e.target.value })}>
          <a class="button" href=${href('/api/openapi.json')} download="tempo-openapi.json">OpenAPI</a></div>
        ${language() === 'en' ? nothing : html`<p>${t('apiDocs.inEnglish')}</p>`}
        <p class="soft">${prose(contract.info.description)}</p>
        ${contract.tags.map((tag) => this.#group(contract, tag, operations.filter((one) => one.operation.tags.includes(tag.name))))}
      </div>`;
    });
  }

  #group(contract, tag, operations) {
    return operations.length === 0
      ? nothing
      : html`<section class="card"><header><h2 lang="en">${tag.description}</h2></header>${operations.map((one) => this.#operation(contract, one))}</section>`;
  }

  #operation(contract, { method, path, operation, parameters }) {
    const body = resolve(contract, operation.requestBody)?.content?.['application/json']?.schema;
    const responses = Object.entries(operation.responses);
    return html`<details><summary><span class="method is-${method}">${operation['x-websocket'] ? 'WS' : method.toUpperCase()}</span>
        <code>${breakable(href(path))}</code><span class="soft grow">${prose(operation.summary)}</span><span class="tag">${roleText(operation['x-role'])}</span></summary>
      <div class="body stack">
        ${operation.description ? html`<p>${prose(operation.description)}</p>` : nothing}
        ${parameters.length > 0
          ? html`<h3>${t('apiDocs.parameters')}</h3><table class="table"><tbody>${parameters.map((p) => html`<tr><td class="shrink"><code>${p.name}</code></td>
              <td class="shrink soft">${p.in}</td><td>${words(contract, p.schema)} ${prose(p.description)}</td></tr>`)}</tbody></table>`
          : nothing}
        ${body ? html`<h3>${t('apiDocs.body')}</h3>${fields(contract, body)}` : nothing}
        <h3>${t('apiDocs.answers')}</h3><table class="table"><tbody>${responses.map(([status, response]) => html`<tr><td class="shrink"><code>${status}</code></td>
          <td>${prose(resolve(contract, response).description)}</td></tr>`)}</tbody></table>
      </div></details>`;
  }
}

/** A text of the contract, which is in English; what stands between backquotes is code. */
const prose = (text = '') => html`<span lang="en">${text.split('`').map((piece, i) => (i % 2 === 1 ? html`<code>${piece}</code>` : piece))}</span>`;

/** A path that goes on in the next line after one of its slashes rather than in the middle of a word. */
const breakable = (path) => path.split('/').map((piece, i) => (i === 0 ? piece : html`/<wbr>${piece}`));

/** Who may call an operation, at least. */
const roleText = (role) => t(WITHOUT_ROLE[role] ?? `role.${role}`);

function operationsOf(contract) {
  return Object.entries(contract.paths).flatMap(([path, item]) =>
    METHODS.filter((method) => method in item).map((method) => ({
      method,
      path,
      operation: item[method],
      parameters: [...(item.parameters ?? []), ...(item[method].parameters ?? [])].map((p) => resolve(contract, p)),
    })),
  );
}

function resolve(contract, node) {
  return node?.$ref
    ? node.$ref
        .slice(2)
        .split('/')
        .reduce((place, name) => place[name], contract)
    : node;
}

/** The fields of an object, and of those in it. */
function fields(contract, schema, depth = 0) {
  const object = resolve(contract, schema);
  const entries = Object.entries(object.properties ?? {}).filter(([, field]) => field.description !== 'Computed');
  if (entries.length === 0 || depth > MOST_DEEP) {
    return html`<p class="soft">${words(contract, object)}</p>`;
  }
  return html`<ul class="fields">${entries.map(([name, field]) => {
    const inner = resolve(contract, field.items ?? field);
    return html`<li><code>${name}</code> <span class="soft">${words(contract, field)}</span> ${object.required?.includes(name) ? html`<span class="tag">${t('apiDocs.required')}</span>` : nothing}
      ${inner?.properties ? fields(contract, inner, depth + 1) : nothing}</li>`;
  })}</ul>`;
}

const LIMITS = ['minLength', 'maxLength', 'minimum', 'maximum', 'maxItems', 'pattern', 'default', 'format'];

/** A schema in a few words. */
function words(contract, schema) {
  const s = resolve(contract, schema) ?? {};
  const kind = s.enum ? s.enum.filter((v) => v !== null).join(' | ') : [s.type].flat().filter(Boolean).join(' or ');
  const limits = LIMITS.filter((name) => s[name] !== undefined).map((name) => `${name} ${s[name]}`);
  return [kind, ...limits].filter(Boolean).join(', ');
}

customElements.define('tempo-api-docs', ApiDocs);
