import { html, nothing } from 'lit';
import { LightElement } from '../../components/light-element.js';
import { timeElement } from '../../components/relative-time.js';
import { Resource } from '../../components/resource.js';
import { get, withQuery } from '../../core/api.js';
import { href } from '../../core/base-path.js';
import { t } from '../../core/i18n.js';
import { setQuery } from '../../core/location.js';

const LEVELS = ['ERROR', 'WARN', 'INFO', 'DEBUG'];

/** What the server itself says. */
class SystemLog extends LightElement {
  static properties = { route: { attribute: false } };

  #log = new Resource(this, (signal) => get(withQuery('/api/admin/logs/system', { level: this.route.query.get('level'), limit: 500 }), { signal }), {
    lazy: true,
    pollMs: 5_000,
  });

  willUpdate(changed) {
    if (changed.has('route')) {
      this.#log.reload();
    }
  }

  render() {
    const level = this.route.query.get('level') ?? '';
    return html`<section class="card"><header><h2>${t('admin.log')}</h2>
        <select class="fit" aria-label=${t('log.level')} @change=${(e) => setQuery({ level: e.target.value })}><option value="">${t('log.all')}</option>
          ${LEVELS.map((l) => html`<option value=${l} .selected=${l === level}>${l}</option>`)}</select></header>
      ${this.#log.show(({ entries }) =>
        entries.length === 0
          ? html`<p class="body soft">${t('log.none')}</p>`
          : html`<div class="scroll" role="group" tabindex="0" aria-label=${t('admin.log')}><table class="table log"><tbody>${entries.map((e) => html`<tr class="level-${(e.level ?? '').toLowerCase()}">
              <td class="shrink">${timeElement(e.timestamp)}</td><td class="shrink">${e.level}</td><td class="mono">${linked(e.message)}${e.detail ? html`<pre>${e.detail}</pre>` : nothing}</td></tr>`)}</tbody></table></div>`,
      )}</section>`;
  }
}

const MENTIONED = /\b(run|job) ([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\b/gi;

/** A message whose runs and jobs are links. */
function linked(message) {
  let end = 0;
  const pieces = [...(message ?? '').matchAll(MENTIONED)].flatMap((found) => {
    const before = message.slice(end, found.index);
    end = found.index + found[0].length;
    return [before, html`<a class="link" href=${href(`/${found[1].toLowerCase()}s/${found[2]}`)}>${found[0]}</a>`];
  });
  return [...pieces, (message ?? '').slice(end)];
}

customElements.define('tempo-system-log', SystemLog);
