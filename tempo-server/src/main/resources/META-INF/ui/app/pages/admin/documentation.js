import { html } from 'lit';
import { LightElement } from '../../components/light-element.js';
import { groupName } from '../../components/named-by-id.js';
import { timeElement } from '../../components/relative-time.js';
import { Resource } from '../../components/resource.js';
import { encodeSegment, get } from '../../core/api.js';
import { href } from '../../core/base-path.js';
import { formatInteger } from '../../core/format.js';
import { languageLabel, LANGUAGES, loadMessagePart, plural, t } from '../../core/i18n.js';

const SHOWN = 200;

await loadMessagePart('groups');

/** Which jobs are documented in which languages, and where something is wrong. */
class Documentation extends LightElement {
  static properties = { words: { state: true }, only: { state: true } };

  #overview = new Resource(this, (signal) => get('/api/admin/documentation', { signal }), { on: ['job.saved', 'job.deleted'] });

  constructor() {
    super();
    this.words = '';
    this.only = '';
  }

  render() {
    return html`<section class="card" id="documented"><header><h2>${t('admin.documentation')}</h2>
        <input class="filter" type="search" aria-label=${t('jobs.search')} placeholder=${t('jobs.search')} .value=${this.words} @input=${(event) => (this.words = event.target.value)}>
        <select class="fit" aria-label=${t('documentation.show')} @change=${(event) => (this.only = event.target.value)}>
          <option value="">${t('documentation.only.all')}</option>
          <option value="missing">${t('documentation.only.missing')}</option>
          <option value="problems">${t('documentation.only.problems')}</option></select></header>
      ${this.#overview.show(({ jobs }) => this.#table(jobs))}</section>`;
  }

  #table(jobs) {
    const words = this.words.trim().toLocaleLowerCase();
    const found = jobs.filter((job) => [job.name, job.groupId ?? '', job.groupId ? groupName(this, job.groupId) : ''].some((text) => text.toLocaleLowerCase().includes(words)) && this.#wanted(job));
    return html`<div class="scroll"><table class="table carded"><thead><tr><th>${t('jobs.name')}</th>${LANGUAGES.map((code) => html`<th>${languageLabel(code)}</th>`)}
        <th class="number">${t('documentation.problems')}</th><th>${t('documentation.changed')}</th></tr></thead>
      <tbody>${found.slice(0, SHOWN).map((job) => this.#row(job))}</tbody></table></div>
      <p class="body soft">${plural('jobs.count', found.length)}</p>`;
  }

  #row(job) {
    return html`<tr data-job=${job.jobId}><td><a href=${href(`/jobs/${encodeSegment(job.jobId)}`)}>${job.name}</a> <span class="soft">${job.groupId ? groupName(this, job.groupId) : ''}</span></td>
      ${LANGUAGES.map((code) => {
        const there = job.languages.includes(code);
        return html`<td class="language ${there ? 'yes' : 'no'}" data-label=${languageLabel(code)}><span aria-hidden="true">${there ? '✓' : '–'}</span><span class="hidden">${t(there ? 'permissions.yes' : 'permissions.no')}</span></td>`;
      })}
      <td class="number" data-label=${t('documentation.problems')}>${job.problems > 0 ? html`<span class="warn">⚠ ${formatInteger(job.problems)}</span>` : ''}</td>
      <td data-label=${t('documentation.changed')}>${job.updatedAt ? timeElement(job.updatedAt) : ''}</td></tr>`;
  }

  #wanted(job) {
    switch (this.only) {
      case 'missing':
        return job.missing.length > 0;
      case 'problems':
        return job.problems > 0;
      default:
        return true;
    }
  }
}

customElements.define('tempo-documentation', Documentation);
