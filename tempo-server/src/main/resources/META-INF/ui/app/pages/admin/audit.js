import { html, nothing } from 'lit';
import { get, withQuery } from '../../core/api.js';
import { Resource } from '../../core/resource.js';
import { setQuery } from '../../core/router.js';
import { t } from '../../core/texts.js';
import { Element } from '../../parts/element.js';
import { at } from '../../parts/times.js';

const OUTCOMES = ['success', 'failed', 'refused'];

/** Who did what, newest first. */
class Audit extends Element {
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
    return html`<div class="scroll" role="group" tabindex="0" aria-label=${t('admin.audit')}><table class="table"><thead><tr><th>${t('audit.when')}</th><th>${t('audit.who')}</th><th>${t('audit.what')}</th><th>${t('audit.object')}</th><th>${t('audit.outcome')}</th><th>${t('audit.from')}</th></tr></thead>
      <tbody>${entries.map((entry) => html`<tr><td class="shrink">${at(entry.timestamp)}</td><td>${entry.user ?? ''}</td><td>${entry.action}</td><td>${entry.object ?? ''}</td>
        <td>${t(`audit.${entry.outcome}`)} <span class="soft">${entry.status}</span></td><td class="mono">${entry.client}</td></tr>`)}</tbody></table></div>
      ${nextCursor ? html`<div class="body"><button @click=${() => this.#next(nextCursor)}>${t('list.more')}</button></div>` : nothing}`;
  }

  #path(cursor = '') {
    return withQuery('/api/admin/audit', { user: this.route.query.get('user'), outcome: this.route.query.get('outcome'), limit: 100, cursor });
  }

  async #next(cursor) {
    this.more = [...this.more, await get(this.#path(cursor))];
  }
}

customElements.define('tempo-audit', Audit);
