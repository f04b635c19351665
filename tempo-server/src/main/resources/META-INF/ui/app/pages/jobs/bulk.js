import { html, nothing } from 'lit';
import { del, post, put } from '../../core/api.js';
import { go } from '../../core/router.js';
import { may, mayEdit } from '../../core/session.js';
import { many, t } from '../../core/texts.js';
import { ask } from '../../parts/dialogs.js';
import { Element } from '../../parts/element.js';
import { toast } from '../../shell/toasts.js';
import { askToDelete, deletion } from './delete.js';
import { exportJobs } from './transfer.js';

/** What can be done to all selected jobs at once. */
class Bulk extends Element {
  static properties = { jobs: { attribute: false }, folders: { attribute: false }, busy: { state: true } };

  render() {
    const editable = this.jobs.length > 0 && this.jobs.every(mayEdit);
    return html`<div class="bulk" role="toolbar" aria-label=${t('bulk.title')}>
      <strong>${many('bulk.selected', this.jobs.length)}</strong>
      <button ?disabled=${this.busy} @click=${() => this.#each((job) => post(`/api/jobs/${job.id}/run`), 'bulk.run', (job) => job.enabled)}>${t('jobs.run')}</button>
      ${editable
        ? html`<button ?disabled=${this.busy} @click=${() => this.#each((job) => post(`/api/jobs/${job.id}/enable`), 'bulk.enabled')}>${t('jobs.enable')}</button>
            <button ?disabled=${this.busy} @click=${() => this.#each((job) => post(`/api/jobs/${job.id}/disable`), 'bulk.disabled')}>${t('jobs.disable')}</button>
            <button ?disabled=${this.busy} @click=${this.#move}>${t('bulk.move')}</button>`
        : nothing}
      ${may('developer') ? html`<button @click=${() => exportJobs({ jobs: this.jobs.map((job) => job.id).join(',') })}>${t('jobs.export')}</button>` : nothing}
      ${editable ? html`<button class="danger" ?disabled=${this.busy} @click=${this.#delete}>${t('jobs.delete')}</button>` : nothing}
      <button @click=${() => go(`/search?live=true&job=${this.jobs.map((job) => job.id).join(',')}`)}>${t('bulk.follow')}</button>
      <button class="quiet" @click=${() => this.#done()}>${t('bulk.none')}</button>
    </div>`;
  }

  async #move() {
    const folder = await chooseFolder(this.folders);
    if (folder !== undefined) {
      await this.#each((job) => put(`/api/jobs/${job.id}`, { folderId: folder }), 'bulk.moved');
    }
  }

  async #delete() {
    const answer = await askToDelete(this.jobs, many('bulk.confirmDelete', this.jobs.length));
    if (answer) {
      await this.#each((job) => del(deletion(job, answer)), 'bulk.deleted');
    }
  }

  /** One after the other; says how many it was done to, and why not to the rest. */
  async #each(action, done, fits = () => true) {
    this.busy = true;
    const problems = [];
    let count = 0;
    for (const job of this.jobs.filter(fits)) {
      try {
        await action(job);
        count += 1;
      } catch (error) {
        problems.push(`${job.name}: ${error.message}`);
      }
    }
    this.busy = false;
    toast([many(done, count), ...problems].join(' — '), { kind: problems.length > 0 ? 'bad' : 'good' });
    this.#done();
  }

  #done() {
    this.dispatchEvent(new CustomEvent('done'));
  }
}

/** Asks for a folder; null is the root, undefined no answer. */
export const chooseFolder = (folders) =>
  ask(
    (close) => html`<form class="stack" @submit=${(event) => {
        event.preventDefault();
        close(new FormData(event.target).get('folder') || null);
      }}>
      <h2 id="question">${t('bulk.moveTitle')}</h2>
      <label class="field">${t('create.folder')}<select name="folder">${folderOptions(folders)}</select></label>
      <div class="row end"><button type="button" @click=${() => close(undefined)}>${t('dialog.cancel')}</button>
        <button class="primary">${t('bulk.move')}</button></div>
    </form>`,
    undefined,
  );

/** The options of a select that chooses a folder. */
export const folderOptions = (folders, current = '') => [
  html`<option value="">${t('folders.root')}</option>`,
  ...folders.map((f) => html`<option value=${f.id} ?selected=${f.id === current}>${f.path}</option>`),
];

customElements.define('tempo-bulk', Bulk);
