import { html, nothing } from 'lit';
import { address } from '../../core/base.js';
import { del, post, put } from '../../core/api.js';
import { setQuery } from '../../core/router.js';
import { may } from '../../core/session.js';
import { t } from '../../core/texts.js';
import { askedFor, confirmed } from '../../parts/dialogs.js';
import { Element } from '../../parts/element.js';
import '../../parts/menu.js';
import { attempt } from '../../shell/toasts.js';

/** The tree of folders; choosing one narrows the list of jobs. */
class Folders extends Element {
  static properties = { folders: { attribute: false }, current: { attribute: false } };

  render() {
    return html`<nav class="folders" aria-label=${t('jobs.folders')}>
      <header><h2>${t('jobs.folders')}</h2>
        ${may('developer')
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
          <div class="row">${this.#link(folder.id, folder.name, folder.jobCount)}
            ${may('developer') ? html`<tempo-menu .label=${t('folders.actions', { name: folder.name })} .items=${this.#items(folder)}></tempo-menu>` : nothing}
          </div></li>
        ${this.#level(folder.id, depth + 1)}`,
    );
  }

  #link(id, name, count) {
    const current = (this.current ?? '') === id;
    return html`<a class="grow cut" href=${address(id ? `/jobs?folder=${id}` : '/jobs')} aria-current=${current ? 'page' : nothing}>${name}
      ${count ? html`<small class="soft">${count}</small>` : nothing}</a>`;
  }

  #items(folder) {
    return [
      { text: t('folders.newInside'), run: () => this.#create(folder.id) },
      { text: t('folders.rename'), run: () => this.#rename(folder) },
      { text: t('folders.delete'), danger: true, run: () => this.#delete(folder) },
    ];
  }

  async #create(parentId) {
    const name = await askedFor({ title: t('folders.new'), label: t('folders.name'), action: t('folders.create') });
    if (name) {
      await this.#do(() => post('/api/folders', { name, parentId }));
    }
  }

  async #rename(folder) {
    const name = await askedFor({ title: t('folders.rename'), label: t('folders.name'), value: folder.name, action: t('folders.rename') });
    if (name) {
      await this.#do(() => put(`/api/folders/${folder.id}`, { name }));
    }
  }

  async #delete(folder) {
    const full = folder.jobCount > 0 || this.folders.some((other) => other.parentId === folder.id);
    const sure = await confirmed({
      title: t('folders.confirmDelete', { name: folder.name }),
      text: full ? t('folders.deleteFull') : undefined,
      action: t('folders.delete'),
      danger: true,
    });
    if (sure) {
      await this.#do(() => del(`/api/folders/${folder.id}${full ? '?cascade=true' : ''}`));
      if (this.current === folder.id) {
        setQuery({ folder: '' });
      }
    }
  }

  async #do(action) {
    await attempt(action);
    this.dispatchEvent(new CustomEvent('changed'));
  }
}

customElements.define('tempo-folders', Folders);
