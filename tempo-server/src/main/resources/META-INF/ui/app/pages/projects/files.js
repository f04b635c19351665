import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { confirm, prompt } from '../../components/dialogs.js';
import { LightElement } from '../../components/light-element.js';
import { groupName } from '../../components/named-by-id.js';
import { emptyState } from '../../components/placeholders.js';
import { timeElement } from '../../components/relative-time.js';
import { Resource } from '../../components/resource.js';
import { withErrorToast } from '../../components/toast.js';
import { download, withQuery } from '../../core/api.js';
import { href } from '../../core/base-path.js';
import { Commands } from '../../core/commands.js';
import { formatBytes } from '../../core/format.js';
import { t } from '../../core/i18n.js';
import { setQuery } from '../../core/location.js';
import { deleteFile, filePath, listFiles } from '../../core/project-files.js';
import { hasRole } from '../../core/session.js';
import './file.js';
import { Uploads } from './uploads.js';
import { usageBar } from './usage.js';

const MANAGED = '_managed';

const nameOf = (path) => path.split('/').at(-1);
const parentOf = (path) => path.split('/').slice(0, -1).join('/');

/** The files of a project, directory by directory, and what can be done with them. */
class ProjectFiles extends LightElement {
  static properties = { project: {}, query: { attribute: false }, dropping: { state: true } };

  #files = new Resource(this, (signal) => listFiles(this.#place(this.#directory), signal), { lazy: true });

  #uploads = new Uploads(this, () => this.#files.refresh());

  constructor() {
    super();
    this.dropping = false;
    new Commands(this, [
      { id: 'upload-files', title: () => t('files.upload'), keys: 'u', when: () => hasRole('operator'), run: () => this.querySelector('#upload')?.click() },
      { id: 'new-file', title: () => t('files.new'), keys: 'n', when: () => hasRole('operator'), run: () => this.#create() },
    ]);
  }

  willUpdate(changed) {
    const before = changed.get('query');
    const moved = changed.has('query') && ['group', 'path'].some((name) => (before?.get(name) ?? '') !== (this.query.get(name) ?? ''));
    if (changed.has('project') || moved || (changed.has('query') && !before)) {
      this.#files.reload();
    }
  }

  render() {
    const may = hasRole('operator');
    return html`<section class="card files ${this.dropping ? 'is-dropping' : ''}" aria-label=${t('projects.tab.files')}
        @dragenter=${this.#onDrag} @dragover=${this.#onDrag} @dragleave=${this.#onLeave} @drop=${this.#onDrop}>
      <header>${this.#way()}${this.#groups()}
        <div class="row actions">
          <button @click=${() => this.#downloadAll()}>${t('files.downloadAll')}</button>
          ${may ? html`<button id="new-file" @click=${() => this.#create()}>${t('files.new')}</button>
            <button class="primary" @click=${() => this.querySelector('#upload').click()}>${t('files.upload')}</button>
            <input type="file" multiple hidden id="upload" @change=${this.#onChosen}>` : nothing}
        </div></header>
      ${this.#uploads.list()}
      ${this.#files.show(({ files, usage }) => html`${files.length === 0 ? emptyState(t('files.none'), may ? t('files.noneHint') : nothing) : this.#table(files)}
        <div class="body">${usageBar(usage)}</div>`)}
      </section>
      ${this.#file ? html`<tempo-project-file .place=${this.#place(this.#file)} ?fresh=${this.query.has('new')}
        @written=${() => this.#onWritten()} @closed=${() => setQuery({ file: '', new: '' })}></tempo-project-file>` : nothing}`;
  }

  get #directory() {
    return this.query.get('path') ?? '';
  }

  get #group() {
    return this.query.get('group') ?? MANAGED;
  }

  get #file() {
    return this.query.get('file');
  }

  #place(path) {
    return { project: this.project, group: this.#group, path };
  }

  #address(path, more = {}) {
    return withQuery(`/projects/${this.project}`, { group: this.#group === MANAGED ? '' : this.#group, path, ...more });
  }

  /** The directories above, as links. */
  #way() {
    const parts = this.#directory === '' ? [] : this.#directory.split('/');
    return html`<nav class="way grow" aria-label=${t('files.way')}><a href=${href(this.#address(''))} aria-current=${parts.length === 0 ? 'page' : nothing}>${t('files.root')}</a>
      ${parts.map((part, i) => html`<span aria-hidden="true">/</span> <a href=${href(this.#address(parts.slice(0, i + 1).join('/')))} aria-current=${i === parts.length - 1 ? 'page' : nothing}><bdi>${part}</bdi></a>`)}</nav>`;
  }

  /** Scripts of each group have a directory of their own. */
  #groups() {
    const all = new Set([MANAGED, this.#group, ...(this.#files.data?.groups ?? [])]);
    return all.size === 1
      ? nothing
      : html`<label class="group">${t('files.group')} <select @change=${(event) => setQuery({ group: event.target.value === MANAGED ? '' : event.target.value, path: '', file: '', new: '' }, { keep: true })}>
          ${[...all].map((group) => html`<option value=${group} .selected=${group === this.#group}>${group === MANAGED ? t('files.managed') : groupName(this, group)}</option>`)}</select></label>`;
  }

  #table(files) {
    return html`<div class="scroll"><table class="table"><thead><tr><th>${t('files.name')}</th><th class="number">${t('files.size')}</th><th class="when">${t('files.changed')}</th><th><span class="hidden">${t('files.actions')}</span></th></tr></thead>
      <tbody>${this.#directory === '' ? nothing : html`<tr><td colspan="4"><a href=${href(this.#address(parentOf(this.#directory)))}>↑ ${t('files.up')}</a></td></tr>`}
        ${repeat(files, (entry) => entry.path, (entry) => this.#row(entry))}</tbody></table></div>`;
  }

  #row(entry) {
    const directory = entry.type === 'directory';
    const name = nameOf(entry.path);
    const target = directory ? this.#address(entry.path) : this.#address(this.#directory, { file: entry.path });
    return html`<tr data-path=${entry.path} class=${entry.path === this.#file ? 'selected' : ''}><td class="path"><a href=${href(target)}><span aria-hidden="true">${directory ? '▸' : '▪'}</span> <bdi>${name}${directory ? '/' : ''}</bdi></a></td>
      <td class="number">${directory ? nothing : formatBytes(entry.sizeBytes)}</td><td class="when">${timeElement(entry.modifiedAt)}</td>
      <td class="shrink"><button class="quiet" aria-label=${t('files.downloadNamed', { name })} title=${t('files.download')} @click=${() => this.#download(entry)}>⤓</button>
        ${hasRole('operator') ? html`<button class="quiet danger" aria-label=${t('files.deleteNamed', { name })} title=${t('files.delete')} @click=${() => this.#delete(entry)}>✕</button>` : nothing}</td></tr>`;
  }

  #downloadAll() {
    return withErrorToast(() => download(`/api/projects/${this.project}/archive`, { group: this.#group, path: this.#directory }));
  }

  #download(entry) {
    if (entry.type === 'directory') {
      return withErrorToast(() => download(`/api/projects/${this.project}/archive`, { group: this.#group, path: entry.path }));
    }
    const [path] = filePath(this.#place(entry.path)).split('?');
    return withErrorToast(() => download(path, { group: this.#group }));
  }

  async #delete(entry) {
    const sure = await confirm({ title: t('files.confirmDelete', { name: nameOf(entry.path) }), text: t('files.deleteHint'), action: t('files.delete'), danger: true });
    if (sure && (await withErrorToast(() => deleteFile(this.#place(entry.path))))) {
      if (entry.path === this.#file) {
        setQuery({ file: '', new: '' });
      }
      this.#files.refresh();
    }
  }

  async #create() {
    const name = await prompt({ title: t('files.new'), label: t('files.name'), action: t('files.create'), maxLength: 200 });
    if (name) {
      setQuery({ file: this.#in(name), new: 'true' }, { keep: true });
    }
  }

  #in(name) {
    return this.#directory === '' ? name : `${this.#directory}/${name}`;
  }

  #onWritten() {
    if (this.query.has('new')) {
      setQuery({ new: '' });
    }
    this.#files.refresh();
  }

  #onChosen(event) {
    this.#upload([...event.target.files]);
    event.target.value = '';
  }

  /** Those that are there already are replaced only if one says so. */
  async #upload(files) {
    const there = new Set((this.#files.data?.files ?? []).map((entry) => nameOf(entry.path)));
    const replaced = files.filter((file) => there.has(file.name)).map((file) => file.name);
    if (replaced.length === 0 || (await confirm({ title: t('files.confirmReplace'), text: replaced.join(', '), action: t('files.replace'), danger: true }))) {
      this.#uploads.add(files.map((file) => ({ file, place: this.#place(this.#in(file.name)), replaces: there.has(file.name) })));
    }
  }

  #onDrag(event) {
    if (hasRole('operator') && event.dataTransfer.types.includes('Files')) {
      event.preventDefault();
      this.dropping = true;
    }
  }

  #onLeave(event) {
    if (!event.currentTarget.contains(event.relatedTarget)) {
      this.dropping = false;
    }
  }

  #onDrop(event) {
    if (this.dropping) {
      event.preventDefault();
      this.dropping = false;
      this.#upload([...event.dataTransfer.files]);
    }
  }
}

customElements.define('tempo-project-files', ProjectFiles);
