import { html, nothing } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
import { LightElement } from '../../components/light-element.js';
import { Resource } from '../../components/resource.js';
import { toast, toastError } from '../../components/toast.js';
import { ApiError } from '../../core/api.js';
import { t } from '../../core/i18n.js';
import { readTextFile, writeTextFile } from '../../core/project-files.js';
import { hasRole } from '../../core/session.js';
import { confirmNavigation, UnsavedChanges } from '../../core/unsaved-changes.js';

/** A file of a project as text, to look at and to change. */
class ProjectFile extends LightElement {
  static properties = { place: { attribute: false }, fresh: { type: Boolean }, problem: { state: true }, conflict: { state: true }, saving: { state: true } };

  #file = new Resource(this, (signal) => this.#read(signal), { lazy: true });

  #unsaved = new UnsavedChanges(this, { what: () => this.#name, within: 'textarea', save: () => this.#save(), discard: () => this.#reload() });

  constructor() {
    super();
    this.problem = null;
    this.conflict = false;
    this.saving = false;
  }

  willUpdate(changed) {
    const before = changed.get('place');
    if (changed.has('place') && ['project', 'group', 'path'].some((name) => before?.[name] !== this.place[name])) {
      this.#reload();
    }
  }

  render() {
    return html`<section class="card file" aria-label=${this.#name}><header><h2 class="grow cut"><bdi>${this.#name}</bdi></h2>
        <button class="quiet" id="close-file" aria-label=${t('files.close')} title=${t('files.close')} @click=${() => this.#close()}>✕</button></header>
      ${this.#file.show((file) => (file.text === null ? html`<p class="body soft">${t('files.noText')}</p>` : this.#form(file)))}</section>`;
  }

  #form(file) {
    const may = hasRole('operator');
    return html`<form class="body stack" @submit=${(event) => (event.preventDefault(), this.#save())}>
      ${this.conflict
        ? html`<div class="notice bad" role="alert"><p>${t('files.conflict')}</p>
            <div class="row"><button type="button" id="take-theirs" @click=${() => this.#reload()}>${t('files.takeTheirs')}</button>
              <button type="button" id="keep-mine" class="danger" @click=${() => this.#overwrite()}>${t('files.keepMine')}</button></div></div>`
        : nothing}
      ${keyed(file, html`<textarea class="mono" rows="18" spellcheck="false" autocapitalize="off" autocomplete="off" aria-label=${t('files.contentOf', { name: this.#name })} aria-invalid=${this.problem ? 'true' : nothing} aria-describedby=${this.problem ? 'file-problem' : nothing}
        ?readonly=${!may} .value=${file.text} @keydown=${this.#onKey}></textarea>`)}
      ${this.problem ? html`<p class="error" role="alert" id="file-problem">${this.problem}</p>` : nothing}
      ${may ? html`<div class="row end"><button class="primary" id="save-file" ?disabled=${this.saving}>${t('files.save')}</button></div>` : nothing}
    </form>`;
  }

  get #name() {
    return this.place.path;
  }

  async #read(signal) {
    return this.fresh ? { text: '', etag: null } : readTextFile(this.place, signal);
  }

  #reload() {
    this.conflict = false;
    this.problem = null;
    this.#unsaved.dirty = false;
    this.#file.reload();
  }

  #onKey(event) {
    if (event.key === 's' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      this.#save();
    }
  }

  /** Resolves to whether it is saved. */
  async #save() {
    const text = this.querySelector('textarea').value;
    this.saving = true;
    this.problem = null;
    try {
      const { etag } = await writeTextFile(this.place, text, this.#file.data.etag);
      Object.assign(this.#file.data, { text, etag });
      this.conflict = false;
      this.#unsaved.dirty = false;
      toast(t('files.saved', { name: this.#name }), { kind: 'good' });
      this.dispatchEvent(new CustomEvent('written'));
      return true;
    } catch (error) {
      await this.#onRefusal(error);
      return false;
    } finally {
      this.saving = false;
    }
  }

  async #onRefusal(error) {
    const [detail] = error instanceof ApiError ? error.details : [];
    if (error.status === 412) {
      this.conflict = true;
    } else if (detail?.line) {
      this.problem = t('files.notJson', { line: detail.line, column: detail.column ?? 1 });
      await this.updateComplete;
      this.#goTo(detail.line, detail.column ?? 1);
    } else {
      toastError(error);
    }
  }

  #goTo(line, column) {
    const area = this.querySelector('textarea');
    const before = area.value.split('\n').slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
    area.focus();
    area.setSelectionRange(before + column - 1, before + column - 1);
  }

  /** Writes over what somebody has written meanwhile, whatever it is by now. */
  async #overwrite() {
    try {
      const { etag } = await readTextFile(this.place);
      this.#file.data.etag = etag;
    } catch (error) {
      if (error.status !== 404) {
        toastError(error);
        return;
      }
      this.#file.data.etag = null;
    }
    await this.#save();
  }

  async #close() {
    if (await confirmNavigation()) {
      this.dispatchEvent(new CustomEvent('closed'));
    }
  }
}

customElements.define('tempo-project-file', ProjectFile);
