import { html, nothing } from 'lit';
import { LightElement } from '../../components/light-element.js';
import { timeElement } from '../../components/relative-time.js';
import { Resource } from '../../components/resource.js';
import { get, withQuery } from '../../core/api.js';
import { href } from '../../core/base-path.js';
import { hasMessage, loadMessagePart, t } from '../../core/i18n.js';

await loadMessagePart('groups');

const PAGE = 100;

/** What was changed of what describes scripts: from what to what, by whom and when. */
class MetadataChanges extends LightElement {
  static properties = { later: { state: true } };

  #changes = new Resource(this, (signal) => get(`/api/admin/metadata-changes?limit=${PAGE}`, { signal }));

  constructor() {
    super();
    this.later = [];
  }

  render() {
    return html`<section class="card"><header><h2>${t('admin.changes')}</h2></header>
      ${this.#changes.show((data) => this.#table([data, ...this.later]))}</section>`;
  }

  #table(pages) {
    const changes = pages.flatMap((page) => page.changes);
    const { nextCursor } = pages.at(-1);
    if (changes.length === 0) {
      return html`<p class="body soft">${t('changes.none')}</p>`;
    }
    return html`<div class="scroll" role="group" tabindex="0" aria-label=${t('admin.changes')}><table class="table carded"><thead><tr><th>${t('metadata.change.at')}</th><th>${t('jobs.name')}</th><th>${t('metadata.change.by')}</th><th>${t('metadata.change.field')}</th>
        <th>${t('metadata.change.before')}</th><th>${t('metadata.change.after')}</th><th>${t('metadata.change.source')}</th></tr></thead>
      <tbody>${changes.map((change) => html`<tr><td class="shrink">${timeElement(change.at)}</td><td><a href=${href(`/jobs/${change.jobId}`)}>${change.jobName ?? change.jobId}</a></td><td data-label=${t('metadata.change.by')}>${change.by ?? t('metadata.change.byFile')}</td>
        <td data-label=${t('metadata.change.field')}>${hasMessage(`metadata.${change.field}`) ? t(`metadata.${change.field}`) : change.field}</td><td data-label=${t('metadata.change.before')}><bdi>${shown(change.before)}</bdi></td><td data-label=${t('metadata.change.after')}><bdi>${shown(change.after)}</bdi></td><td data-label=${t('metadata.change.source')}>${t(`metadata.source.${change.source}`)}</td></tr>`)}</tbody></table></div>
      ${nextCursor ? html`<div class="body"><button @click=${() => this.#more(nextCursor)}>${t('list.more')}</button></div>` : nothing}`;
  }

  async #more(cursor) {
    this.later = [...this.later, await get(withQuery('/api/admin/metadata-changes', { limit: PAGE, cursor }))];
  }
}

/** A value as it is, in one line. */
const shown = (value) => (value === null || value === undefined ? '–' : typeof value === 'object' ? JSON.stringify(value) : String(value));

customElements.define('tempo-metadata-changes', MetadataChanges);
