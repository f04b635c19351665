import { html, nothing } from 'lit';
import { selectAllButton } from '../../components/bulk-result.js';
import { openDialog, prompt } from '../../components/dialogs.js';
import { folderPathText } from '../../components/folder-names.js';
import { LightElement } from '../../components/light-element.js';
import '../../components/menu.js';
import { toast } from '../../components/toast.js';
import { formatInteger } from '../../core/format.js';
import { plural, t } from '../../core/i18n.js';
import { navigate } from '../../core/location.js';
import { canEditJob, hasRole } from '../../core/session.js';
import { runBulkAction } from './actions.js';
import { confirmDeleteJobs } from './delete.js';
import { exportJobs } from './transfer.js';

/** The toolbar of actions on all selected jobs, or on the whole list. */
class JobBulkActions extends LightElement {
  static properties = {
    jobs: { attribute: false },
    folders: { attribute: false },
    total: { attribute: false },
    whole: { attribute: false },
    all: { attribute: false },
    query: { attribute: false },
    busy: { state: true },
  };

  exact = true;

  get ids() {
    return this.jobs.map((job) => job.id);
  }

  render() {
    const editable = this.all ? hasRole('operator') : this.jobs.length > 0 && this.jobs.every(canEditJob);
    const count = this.all ? this.total : this.jobs.length;
    const act = (action, key) => () => this.#do(action, key);
    return html`<div class="bulk" role="toolbar" aria-label=${t('bulk.title')}>
      <strong>${plural('bulk.selected', count, { count: formatInteger(count) })}</strong>
      ${selectAllButton(this)}
      ${hasRole('operator') ? html`<button ?disabled=${this.busy} @click=${act({ action: 'run' }, 'bulk.run')}>${t('jobs.run')}</button>` : nothing}
      ${editable
        ? html`<button ?disabled=${this.busy} @click=${act({ action: 'enable' }, 'bulk.enabled')}>${t('jobs.enable')}</button>
            <button ?disabled=${this.busy} @click=${act({ action: 'disable' }, 'bulk.disabled')}>${t('jobs.disable')}</button>`
        : nothing}
      ${editable || hasRole('developer') ? html`<button ?disabled=${this.busy} @click=${this.#move}>${t('bulk.move')}</button>` : nothing}
      ${editable ? html`<button class="danger" ?disabled=${this.busy} @click=${this.#delete}>${t('jobs.delete')}</button>` : nothing}
      <button @click=${() => navigate(`/search?live=true&job=${this.jobs.map((job) => job.id).join(',')}`)}>${t('bulk.follow')}</button>
      <tempo-menu .label=${t('bulk.more')} .items=${this.#more(editable)}></tempo-menu>
      <button class="quiet" @click=${() => this.#done()}>${t('bulk.none')}</button>
    </div>`;
  }

  #more(editable) {
    return [
      { text: t('jobs.favorite'), run: () => this.#do({ action: 'favor' }, 'bulk.favored') },
      { text: t('jobs.unfavorite'), run: () => this.#do({ action: 'disfavor' }, 'bulk.disfavored') },
      ...(editable || hasRole('developer')
        ? [
            { text: t('bulk.tag'), run: () => this.#tag('tag', 'bulk.tagged') },
            { text: t('bulk.untag'), run: () => this.#tag('untag', 'bulk.untagged') },
          ]
        : []),
      ...(hasRole('developer') && !this.all ? [{ text: t('jobs.export'), run: () => exportJobs({ jobs: this.ids.join(',') }) }] : []),
    ];
  }

  async #move() {
    const folder = await chooseFolder(this.folders);
    if (folder !== undefined) {
      await this.#do({ action: 'move', folderId: folder }, 'bulk.moved');
    }
  }

  async #tag(action, key) {
    const text = await prompt({ title: t(`bulk.${action}`), label: t('bulk.tags'), action: t('bulk.apply') });
    const tags = (text ?? '').split(/[\s,]+/).filter(Boolean);
    if (tags.length > 0) {
      await this.#do({ action, tags }, key);
    }
  }

  async #delete() {
    if (this.all) {
      toast(t('bulk.deleteShown'), { kind: 'bad' }); // what goes is told of each before it goes
      return;
    }
    const answer = await confirmDeleteJobs(this.jobs, plural('bulk.confirmDelete', this.jobs.length));
    if (answer) {
      await this.#do({ action: 'delete', ...answer }, 'bulk.deleted');
    }
  }

  async #do(action, key) {
    this.busy = true;
    const which = this.all ? { query: this.query, count: this.total } : { ids: this.ids };
    const done = await runBulkAction(which, action, key, () => this.dispatchEvent(new CustomEvent('changed')));
    this.busy = false;
    if (done) {
      this.#done();
    }
  }

  #done() {
    this.dispatchEvent(new CustomEvent('done'));
  }
}

/** Asks for a folder; null is the root, undefined no answer. */
export const chooseFolder = (folders, current = '') =>
  openDialog(
    (close) => html`<form class="stack" @submit=${(event) => {
        event.preventDefault();
        close(new FormData(event.target).get('folder') || null);
      }}>
      <h2 id="question">${t('bulk.moveTitle')}</h2>
      <label class="field">${t('create.folder')}<select name="folder">${folderOptions(folders, current)}</select></label>
      <div class="row end"><button type="button" @click=${() => close(undefined)}>${t('dialog.cancel')}</button>
        <button class="primary">${t('bulk.moveHere')}</button></div>
    </form>`,
    undefined,
  );

/** The options of a select that chooses a folder. */
export const folderOptions = (folders, current = '') => [
  html`<option value="">${t('folders.root')}</option>`,
  ...folders.map((f) => html`<option value=${f.id} ?selected=${f.id === current}>${folderPathText(f.names)}</option>`),
];

customElements.define('tempo-bulk', JobBulkActions);
