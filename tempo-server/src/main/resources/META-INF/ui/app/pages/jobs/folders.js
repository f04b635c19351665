import { html, nothing } from 'lit';
import { dialogTitle, prompt } from '../../components/dialogs.js';
import { LightElement } from '../../components/light-element.js';
import '../../components/menu.js';
import { toastWithUndo, withErrorToast } from '../../components/toast.js';
import { del, post, put } from '../../core/api.js';
import { href } from '../../core/base-path.js';
import { t } from '../../core/i18n.js';
import { setQuery } from '../../core/location.js';
import { hasRole } from '../../core/session.js';
import { moveFolder, runBulkAction, undoDeletions } from './actions.js';
import { chooseFolder } from './bulk-actions.js';
import { confirmDeleteFolder } from './delete.js';

const JOBS = 'application/x-tempo-jobs';
const FOLDER = 'application/x-tempo-folder';

/** Has jobs dragged along, by their ids. */
export const dragJobs = (event, ids) => {
  event.dataTransfer.setData(JOBS, JSON.stringify(ids));
  event.dataTransfer.effectAllowed = 'move';
};

/** The tree of folders; choosing one narrows the list of jobs, dropping something on one moves it there. */
class Folders extends LightElement {
  static properties = { folders: { attribute: false }, current: { attribute: false }, over: { state: true } };

  render() {
    return html`<nav class="folders" aria-label=${t('jobs.folders')}>
      <header><h2>${t('jobs.folders')}</h2>
        ${hasRole('developer')
          ? html`<button class="quiet" @click=${() => this.#create(null)} title=${t('folders.new')} aria-label=${t('folders.new')}>+</button>`
          : nothing}</header>
      <ul>
        <li>${this.#link('', t('folders.all'))}</li>
        ${this.#level(null, 1)}
      </ul>
    </nav>`;
  }

  #level(parentId, depth) {
    const here = this.folders.filter((folder) => (folder.parentId ?? null) === parentId);
    return here.map(
      (folder) => html`<li class="depth-${Math.min(depth, 6)}">
          <div class="row">${this.#link(folder.id, folder.name, folder.jobCount, folder)}
            ${hasRole('developer') ? html`<tempo-menu .label=${t('folders.actions', { name: folder.name })} .items=${this.#items(folder)}></tempo-menu>` : nothing}
          </div></li>
        ${this.#level(folder.id, depth + 1)}`,
    );
  }

  #link(id, name, count, folder) {
    const current = (this.current ?? '') === id;
    return html`<a class="grow cut ${this.over === id ? 'over' : ''}" href=${href(id ? `/jobs?folder=${id}` : '/jobs')} aria-current=${current ? 'page' : nothing}
      data-folder=${id} draggable=${folder && hasRole('developer') ? 'true' : 'false'}
      @dragstart=${(event) => event.dataTransfer.setData(FOLDER, id)} @dragover=${(event) => this.#dragOver(event, id)}
      @dragleave=${() => (this.over = null)} @drop=${(event) => this.#drop(event, id)}>${name}
      ${count ? html`<small class="soft">${count}</small>` : nothing}</a>`;
  }

  #dragOver(event, id) {
    if (event.dataTransfer.types.some((type) => type === JOBS || type === FOLDER)) {
      event.preventDefault();
      this.over = id;
    }
  }

  #drop(event, id) {
    event.preventDefault();
    this.over = null;
    const moved = this.folders.find((folder) => folder.id === event.dataTransfer.getData(FOLDER));
    if (moved) {
      this.#moveTo(moved, id || null);
    } else {
      const ids = JSON.parse(event.dataTransfer.getData(JOBS) || '[]');
      runBulkAction({ ids }, { action: 'move', folderId: id || null }, 'bulk.moved', () => this.#changed());
    }
  }

  #items(folder) {
    return [
      { text: t('folders.newInside'), run: () => this.#create(folder.id) },
      { text: t('folders.rename'), run: () => this.#rename(folder) },
      { text: t('bulk.move'), run: () => this.#move(folder) },
      { text: t('folders.delete'), danger: true, run: () => this.#delete(folder) },
    ];
  }

  async #create(parentId) {
    const name = await prompt({ title: t('folders.new'), label: t('folders.name'), action: t('folders.create') });
    if (name) {
      await this.#do(() => post('/api/folders', { name, parentId }));
    }
  }

  async #rename(folder) {
    const name = await prompt({ title: dialogTitle('folders.rename'), label: t('folders.name'), value: folder.name, action: dialogTitle('folders.rename') });
    if (name) {
      await this.#do(() => put(`/api/folders/${folder.id}`, { name }));
    }
  }

  /** Not into itself, and not where it is. */
  async #move(folder) {
    const inside = this.#within(folder.id);
    const target = await chooseFolder(this.folders.filter((other) => !inside.has(other.id)), folder.parentId ?? '');
    if (target !== undefined) {
      await this.#moveTo(folder, target);
    }
  }

  async #moveTo(folder, parentId) {
    if (parentId !== folder.id && parentId !== (folder.parentId ?? null)) {
      await moveFolder(folder, parentId, () => this.#changed());
    }
  }

  #within(id) {
    const children = this.folders.filter((folder) => folder.parentId === id);
    return new Set([id, ...children.flatMap((child) => [...this.#within(child.id)])]);
  }

  async #delete(folder) {
    const answer = await confirmDeleteFolder(folder);
    if (!answer) {
      return;
    }
    const shown = this.current;
    const leaves = this.#within(folder.id).has(shown);
    if (leaves) {
      setQuery({ folder: '' }); // before, as the event of its end may be here earlier than the answer, and nobody should ask for what is gone
    }
    const deleted = await withErrorToast(() => del(`/api/folders/${folder.id}?cascade=true`));
    if (deleted) {
      toastWithUndo(t('folders.deleted', { name: folder.name }), async () => {
        const problem = await undoDeletions([deleted.undoId]);
        this.#changed();
        return problem;
      });
    } else if (leaves) {
      setQuery({ folder: shown });
    }
    this.#changed();
  }

  async #do(action) {
    await withErrorToast(action);
    this.#changed();
  }

  #changed() {
    this.dispatchEvent(new CustomEvent('changed'));
  }
}

customElements.define('tempo-folders', Folders);
