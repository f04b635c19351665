import { html, nothing } from 'lit';
import { fileWarnings } from '../../components/file-warnings.js';
import { environmentText } from '../../components/group-environment.js';
import { LightElement } from '../../components/light-element.js';
import { timeElement } from '../../components/relative-time.js';
import { Resource } from '../../components/resource.js';
import { encodeSegment, get, post } from '../../core/api.js';
import { href } from '../../core/base-path.js';
import { formatInteger } from '../../core/format.js';
import { loadMessagePart, t } from '../../core/i18n.js';
import { refreshGroups } from '../groups/refresh.js';

await loadMessagePart('groups');

/** The groups in which scripts are found, and what is wrong with their files. */
class Discovery extends LightElement {
  #groups = new Resource(this, (signal) => get('/api/groups', { signal }), { on: ['job.saved', 'job.deleted'] });

  render() {
    return html`<section class="card"><header><h2>${t('admin.discovery')}</h2><button class="primary" id="rescan" @click=${() => this.#rescan('/api/groups/refresh')}>${t('discovery.rescan')}</button></header>
        ${this.#groups.show(({ groups }) => (groups.length === 0 ? html`<p class="body soft">${t('discovery.none')}</p>` : this.#list(groups)))}</section>`;
  }

  #list(groups) {
    return html`<div class="scroll" role="group" tabindex="0" aria-label=${t('admin.discovery')}><table class="table carded"><thead><tr><th>${t('permissions.group')}</th><th class="number">${t('discovery.jobs')}</th><th>${t('discovery.environment')}</th>
        <th>${t('discovery.refreshed')}</th><th>${t('discovery.warnings')}</th><th><span class="hidden">${t('jobs.actions')}</span></th></tr></thead>
      <tbody>${groups.map((group) => html`<tr data-group=${group.id}><td><a href=${href(`/groups/${encodeSegment(group.id)}`)}>${group.name}</a> <small class="soft mono">${group.id}</small></td>
        <td class="number" data-label=${t('discovery.jobs')}>${formatInteger(group.jobCount)}</td><td class="environment" data-label=${t('discovery.environment')}>${environmentText(group.environment)}</td>
        <td class="nowrap" data-label=${t('discovery.refreshed')}>${group.refreshedAt ? timeElement(group.refreshedAt) : nothing}</td><td class="what">${fileWarnings(group.warnings)}</td>
        <td class="shrink"><button class="quiet" @click=${() => this.#rescan(`/api/groups/${encodeSegment(group.id)}/refresh`)}>${t('discovery.rescanOne')}</button></td></tr>`)}</tbody></table></div>`;
  }

  async #rescan(path) {
    await refreshGroups(() => post(path));
    this.#groups.refresh();
  }
}

customElements.define('tempo-discovery', Discovery);
