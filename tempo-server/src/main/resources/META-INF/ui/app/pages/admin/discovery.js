import { html, nothing } from 'lit';
import { fileWarnings } from '../../components/file-warnings.js';
import { LightElement } from '../../components/light-element.js';
import { timeElement } from '../../components/relative-time.js';
import { Resource } from '../../components/resource.js';
import { encodeSegment, get, post } from '../../core/api.js';
import { href } from '../../core/base-path.js';
import { formatInteger, formatList } from '../../core/format.js';
import { loadMessagePart, plural, t, translatedLanguageName } from '../../core/i18n.js';
import { refreshGroups } from '../groups/refresh.js';

await loadMessagePart('groups');

const SHOWN = 200;

/** The groups in which scripts are found, and which jobs are documented. */
class Discovery extends LightElement {
  static properties = { lacking: { state: true } };

  #groups = new Resource(this, (signal) => get('/api/groups', { signal }), { on: ['job.saved', 'job.deleted'] });
  #docs = new Resource(this, (signal) => get('/api/admin/documentation', { signal }), { on: ['job.saved', 'job.deleted'] });

  constructor() {
    super();
    this.lacking = true;
  }

  render() {
    return html`<section class="card"><header><h2>${t('admin.discovery')}</h2><button class="primary" id="rescan" @click=${() => this.#rescan('/api/groups/refresh')}>${t('discovery.rescan')}</button></header>
        ${this.#groups.show(({ groups }) => (groups.length === 0 ? html`<p class="body soft">${t('discovery.none')}</p>` : this.#list(groups)))}</section>
      <section class="card"><header><h2>${t('discovery.documentation')}</h2>
        <label class="check"><input type="checkbox" .checked=${this.lacking} @change=${(event) => (this.lacking = event.target.checked)}>${t('discovery.lacking')}</label></header>
        ${this.#docs.show(({ jobs }) => this.#documentation(jobs))}</section>`;
  }

  #list(groups) {
    return html`<div class="scroll" role="group" tabindex="0" aria-label=${t('admin.discovery')}><table class="table"><thead><tr><th>${t('permissions.group')}</th><th class="number">${t('discovery.jobs')}</th><th>${t('discovery.environment')}</th>
        <th>${t('discovery.refreshed')}</th><th>${t('discovery.warnings')}</th><th><span class="hidden">${t('jobs.actions')}</span></th></tr></thead>
      <tbody>${groups.map((group) => html`<tr data-group=${group.id}><td><a href=${href(`/groups/${encodeSegment(group.id)}`)}>${group.name}</a> <small class="soft mono">${group.id}</small></td>
        <td class="number">${formatInteger(group.jobCount)}</td><td>${group.environment.name ?? group.environment.kind} <small class="soft">${group.environment.pythonVersion ?? ''}</small></td>
        <td>${group.refreshedAt ? timeElement(group.refreshedAt) : nothing}</td><td>${fileWarnings(group.warnings)}</td>
        <td class="shrink"><button class="quiet" @click=${() => this.#rescan(`/api/groups/${encodeSegment(group.id)}/refresh`)}>${t('discovery.rescanOne')}</button></td></tr>`)}</tbody></table></div>`;
  }

  #documentation(jobs) {
    const found = this.lacking ? jobs.filter((job) => job.missing.length > 0 || job.problems > 0) : jobs;
    const names = (codes) => formatList(codes.map(translatedLanguageName));
    return html`<div class="scroll" role="group" tabindex="0" aria-label=${t('discovery.documentation')}><table class="table"><thead><tr><th>${t('jobs.name')}</th><th>${t('discovery.languages')}</th><th>${t('discovery.missing')}</th><th class="number">${t('discovery.problems')}</th><th>${t('discovery.changed')}</th></tr></thead>
      <tbody>${found.slice(0, SHOWN).map((job) => html`<tr><td><a href=${href(`/jobs/${job.jobId}?tab=docs`)}>${job.name}</a></td><td>${names(job.languages)}</td><td>${names(job.missing)}</td>
        <td class="number">${formatInteger(job.problems)}</td><td>${job.updatedAt ? timeElement(job.updatedAt) : nothing}</td></tr>`)}</tbody></table></div>
      <p class="body soft">${plural('jobs.count', found.length)}</p>`;
  }

  async #rescan(path) {
    await refreshGroups(() => post(path));
    this.#groups.refresh();
  }
}

customElements.define('tempo-discovery', Discovery);
