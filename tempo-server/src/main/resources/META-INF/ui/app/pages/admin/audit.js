import { html, nothing } from 'lit';
import { LightElement } from '../../components/light-element.js';
import { timeElement } from '../../components/relative-time.js';
import { Resource } from '../../components/resource.js';
import { encodeSegment, get, withQuery } from '../../core/api.js';
import { href } from '../../core/base-path.js';
import { hasMessage, plural, t, tParts } from '../../core/i18n.js';
import { setQuery } from '../../core/location.js';

const OUTCOMES = ['success', 'failed', 'refused'];

/** Who did what, newest first. */
class Audit extends LightElement {
  static properties = { route: { attribute: false }, more: { state: true } };

  #entries = new Resource(this, (signal) => get(this.#path(), { signal }), { lazy: true });

  constructor() {
    super();
    this.more = [];
  }

  willUpdate(changed) {
    if (changed.has('route')) {
      this.more = [];
      this.#entries.reload();
    }
  }

  render() {
    const q = (name) => this.route.query.get(name) ?? '';
    return html`<section class="card"><header><h2>${t('admin.audit')}</h2>
        <input class="filter" type="search" placeholder=${t('audit.user')} aria-label=${t('audit.user')} .value=${q('user')} @change=${(e) => setQuery({ user: e.target.value })}>
        <select class="fit" aria-label=${t('audit.outcome')} @change=${(e) => setQuery({ outcome: e.target.value })}><option value="">${t('audit.any')}</option>
          ${OUTCOMES.map((o) => html`<option value=${o} .selected=${o === q('outcome')}>${t(`audit.${o}`)}</option>`)}</select></header>
      ${this.#entries.show((data) => this.#table([...data.entries, ...this.more.flatMap((page) => page.entries)], (this.more.at(-1) ?? data).nextCursor))}</section>`;
  }

  #table(entries, nextCursor) {
    if (entries.length === 0) {
      return html`<p class="body soft">${t('audit.none')}</p>`;
    }
    return html`<div class="scroll" role="group" tabindex="0" aria-label=${t('admin.audit')}><table class="table audit"><thead><tr><th>${t('audit.when')}</th><th>${t('audit.what')}</th><th>${t('audit.outcome')}</th><th>${t('audit.from')}</th></tr></thead>
      <tbody>${entries.map((entry) => html`<tr data-action=${entry.action}><td class="shrink">${timeElement(entry.timestamp)}</td><td>${entry.outcome === 'success' ? nothing : html`<span class="tag">${t('audit.notDone')}</span> `}${sentence(entry)}</td>
        <td class="outcome-${entry.outcome}">${t(`audit.${entry.outcome}`)} <span class="soft">${entry.status}</span></td><td class="mono">${entry.client}${entry.keyId ? html` <span class="tag">${t('audit.byKey')}</span>` : nothing}</td></tr>`)}</tbody></table></div>
      ${nextCursor ? html`<div class="body"><button @click=${() => this.#next(nextCursor)}>${t('list.more')}</button></div>` : nothing}`;
  }

  #path(cursor = '') {
    return withQuery('/api/admin/audit', { user: this.route.query.get('user'), outcome: this.route.query.get('outcome'), limit: 100, cursor });
  }

  async #next(cursor) {
    this.more = [...this.more, await get(this.#path(cursor))];
  }
}

/** What somebody did, in words: *anna deleted the job Dump 5*. What changes nothing is looking, whatever it is called. */
function sentence(entry) {
  const key = `audit.did.${entry.action}`;
  return tParts(hasMessage(key) ? key : 'audit.didOther', { who: who(entry), object: object(entry), action: entry.action });
}

const who = ({ user }) =>
  user ? html`<a href=${href(withQuery('/admin/audit', { user }))}><strong>${user}</strong></a>` : html`<strong>${t('audit.nobody')}</strong>`;

/** What it was done to: a link to a job or run that is still there, or where such things are looked after. */
function object({ target, objectName, object: whole, action }) {
  if (target) {
    return html`<a class="link" href=${href(`/${target.kind}s/${encodeSegment(target.id)}`)}>${target.name}</a>`;
  }
  const name = bulk(action, objectName ?? whole) ?? objectName ?? whole ?? '';
  const section = Object.entries(PLACES).find(([, actions]) => actions.test(action))?.[0];
  return section && name ? html`<a class="link" href=${href(`/admin/${section}`)}>${name}</a>` : html`<em>${name}</em>`;
}

/** What was done to how many jobs, in words; the audit trail has it as *disable 3 jobs*. */
function bulk(action, whole) {
  const [, kind, count] = (action === 'bulkJobs' && /^([a-z]+) (\d+) jobs$/.exec(whole)) || [];
  return kind in BULK ? plural(BULK[kind], Number(count)) : null;
}

const BULK = {
  enable: 'bulk.enabled',
  disable: 'bulk.disabled',
  move: 'bulk.moved',
  tag: 'bulk.tagged',
  untag: 'bulk.untagged',
  favor: 'bulk.favored',
  disfavor: 'bulk.disfavored',
  run: 'bulk.run',
  delete: 'bulk.deleted',
};

/** Which section of the administration has what an operation is done to, while it is there. */
const PLACES = { users: /^(create|update)User$/, keys: /^(create|rotate)Key$/, queues: /Queue$/, nodes: /Node$/, backups: /^(make|restore)Backup$/ };

customElements.define('tempo-audit', Audit);
