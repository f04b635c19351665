import { html, nothing } from 'lit';
import { LightElement } from '../../components/light-element.js';
import { groupName } from '../../components/named-by-id.js';
import { Resource } from '../../components/resource.js';
import { toast, toastError } from '../../components/toast.js';
import { encodeSegment, get, put } from '../../core/api.js';
import { href } from '../../core/base-path.js';
import { compareNames } from '../../core/format.js';
import { loadMessagePart, plural, t } from '../../core/i18n.js';

const SHOWN = 200;

await loadMessagePart('groups');

/** Who may do what, and from which level on groups and jobs are seen; the level of each job is chosen here. */
class Permissions extends LightElement {
  static properties = { words: { state: true } };

  #permissions = new Resource(this, (signal) => get('/api/admin/permissions', { signal }), { on: ['job.saved', 'job.deleted'] });

  constructor() {
    super();
    this.words = '';
  }

  render() {
    return this.#permissions.show((data) => html`${this.#matrix(data)}${data.groups.length > 0 ? this.#groups(data) : nothing}${this.#jobs(data)}`);
  }

  #matrix({ roles, actions }) {
    return html`<section class="card"><header><h2>${t('permissions.matrix')}</h2></header>
      <p class="body soft">${t('permissions.hint')}</p>
      <div class="scroll"><table class="table matrix" id="matrix"><thead><tr><th scope="col">${t('permissions.action')}</th>${roles.map((role) => html`<th scope="col">${t(`role.${role}`)}</th>`)}</tr></thead>
      <tbody>${actions.map((row) => html`<tr data-action=${row.action}><th scope="row">${t(`permissions.${row.action}`)}</th>${roles.map(
        (role) => html`<td class=${row[role] ? 'yes' : 'no'}><span aria-hidden="true">${row[role] ? '✓' : '–'}</span><span class="hidden">${t(row[role] ? 'permissions.yes' : 'permissions.no')}</span></td>`,
      )}</tr>`)}</tbody></table></div></section>`;
  }

  #groups({ roles, groups }) {
    return html`<section class="card"><header><h2>${t('permissions.groups')}</h2></header>
      <p class="body soft">${t('permissions.groupsHint')}</p>
      <div class="scroll"><table class="table carded"><thead><tr><th>${t('permissions.group')}</th><th>${t('permissions.level')}</th></tr></thead>
      <tbody>${groups.map((group) => html`<tr data-group=${group.groupId}><td><a href=${href(`/groups/${encodeSegment(group.groupId)}`)}>${groupName(this, group.groupId)}</a></td>
        <td><select class="fit" aria-label=${t('permissions.levelOf', { name: groupName(this, group.groupId) })} @change=${(event) => this.#chooseOfGroup(group, event.target)}>
          <option value="" .selected=${group.levelSource !== 'edited'}>${t('permissions.byFile', { level: t(`role.${group.fileLevel}`) })}</option>
          ${roles.map((role) => html`<option value=${role} .selected=${group.levelSource === 'edited' && role === group.requiredLevel}>${t(`role.${role}`)}</option>`)}</select></td></tr>`)}</tbody></table></div></section>`;
  }

  #jobs({ roles, jobs, groups }) {
    const words = this.words.trim().toLocaleLowerCase();
    const found = jobs
      .filter((job) => [job.name, job.groupId, job.groupId && groupName(this, job.groupId)].some((text) => (text ?? '').toLocaleLowerCase().includes(words)))
      .sort((one, other) => compareNames(one.name, other.name));
    const least = new Map(groups.map((group) => [group.groupId, roles.indexOf(group.requiredLevel)]));
    return html`<section class="card"><header><h2>${t('permissions.jobs')}</h2>
        <input class="filter" type="search" aria-label=${t('jobs.search')} placeholder=${t('jobs.search')} .value=${this.words} @input=${(event) => (this.words = event.target.value)}></header>
      <div class="scroll"><table class="table carded" id="levels"><thead><tr><th>${t('jobs.name')}</th><th>${t('permissions.group')}</th><th>${t('permissions.level')}</th></tr></thead>
      <tbody>${found.slice(0, SHOWN).map((job) => html`<tr data-job=${job.jobId}><td><a href=${href(`/jobs/${job.jobId}`)}>${job.name}</a></td><td data-label=${t('permissions.group')}>${job.groupId ? groupName(this, job.groupId) : '–'}</td>
        <td><select class="fit" aria-label=${t('permissions.levelOf', { name: job.name })} @change=${(event) => this.#choose(job, event.target)}>${roles.map(
          (role, i) => html`<option value=${role} ?disabled=${i < (least.get(job.groupId) ?? 0)} .selected=${role === job.requiredLevel}>${t(`role.${role}`)}</option>`,
        )}</select></td></tr>`)}</tbody></table></div>
      <p class="body soft">${plural('jobs.count', found.length)}${found.length > SHOWN ? html` · ${t('permissions.narrow', { shown: SHOWN })}` : nothing}</p></section>`;
  }

  async #chooseOfGroup(group, select) {
    try {
      const { requiredLevel } = await put(`/api/groups/${encodeSegment(group.groupId)}/level`, { requiredLevel: select.value || null });
      toast(t('permissions.saved', { name: groupName(this, group.groupId), level: t(`role.${requiredLevel}`) }), { kind: 'good' });
    } catch (error) {
      toastError(error);
      select.value = group.levelSource === 'edited' ? group.requiredLevel : '';
    }
    await this.#permissions.refresh();
  }

  /** A level is chosen for the version that is there now. */
  async #choose(job, select) {
    const path = `/api/jobs/${job.jobId}/metadata`;
    try {
      const { version } = await get(path);
      await put(path, { version, requiredLevel: select.value });
      toast(t('permissions.saved', { name: job.name, level: t(`role.${select.value}`) }), { kind: 'good' });
    } catch (error) {
      toastError(error);
      select.value = job.requiredLevel;
    }
    await this.#permissions.refresh();
  }
}

customElements.define('tempo-permissions', Permissions);
