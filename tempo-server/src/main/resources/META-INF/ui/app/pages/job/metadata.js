import { html, nothing } from 'lit';
import { fileWarnings } from '../../components/file-warnings.js';
import { LightElement } from '../../components/light-element.js';
import { timeElement } from '../../components/relative-time.js';
import { Resource } from '../../components/resource.js';
import { toast, toastError, withErrorToast } from '../../components/toast.js';
import { get, post, put } from '../../core/api.js';
import { loadMessagePart, plural, t } from '../../core/i18n.js';
import { loadStyle } from '../../core/stylesheets.js';
import { confirmNavigation, UnsavedChanges } from '../../core/unsaved-changes.js';
import { FIELDS, valueOf } from './metadata/fields.js';

await Promise.all([loadStyle('/ui/css/pages/groups.css'), loadMessagePart('groups')]);

/**
 * What describes a script of a group: each field with where its value comes from. Developers edit one field at a time,
 * and take an edit back, so that what the files say holds again. Nothing saves itself. Tells `changed`.
 */
class Metadata extends LightElement {
  static properties = { job: { attribute: false }, history: { type: Boolean }, editing: { state: true }, error: { state: true } };

  #metadata = new Resource(this, (signal) => get(this.#path('metadata'), { signal }), {
    on: ['job.saved'],
    isRelevant: (event) => (event.data.jobId ?? event.data.id) === this.job.id,
    lazy: true,
  });

  #unsaved = new UnsavedChanges(this, {
    what: () => t(`metadata.${this.editing}`),
    within: '.metadata-form',
    save: () => this.#save(this.querySelector('.metadata-form')),
    discard: () => this.#close(),
  });

  #base = null; // the version that was shown when a field was opened; null for what is shown now

  constructor() {
    super();
    this.editing = null;
    this.error = null;
  }

  willUpdate(changed) {
    if (changed.has('job') && changed.get('job')?.id !== this.job.id) {
      this.#unsaved.discard();
      this.#metadata.reload();
    }
  }

  render() {
    return this.#metadata.show((metadata) => html`
      ${metadata.missing ? html`<p class="notice bad">${t('groups.fileGoneHint', { file: metadata.file })}</p>` : nothing}
      ${metadata.warnings.length > 0 ? html`<div class="notice"><strong>${plural('groups.warnings', metadata.warnings.length)}</strong>${fileWarnings(metadata.warnings)}</div>` : nothing}
      <dl class="metadata">${this.#file(metadata)}${Object.keys(FIELDS).filter((name) => name in metadata.effective).map((name) => this.#field(name, metadata))}</dl>
      <div class="row end">${metadata.editable.length > 0 ? html`<button data-refresh @click=${() => this.#refresh()}>${t('metadata.refresh')}</button>` : nothing}</div>
      ${this.history && metadata.changes.length > 0 ? this.#changes(metadata.changes) : nothing}`);
  }

  /** What the file alone says: it is shown, and why it cannot be edited here. */
  #file({ file, groupId, lastModified }) {
    const fixed = (name, value) => html`<div data-field=${name}><dt>${t(`metadata.${name}`)}</dt>
      <dd>${value}</dd><dd class="source"><span class="tag">${t('metadata.source.file')}</span></dd><dd class="actions soft">${t('metadata.changeTheFile')}</dd></div>`;
    return html`${fixed('file', html`<code class="mono">script_groups/${groupId}/${file}</code> <span class="soft">${timeElement(lastModified)}</span>`)}
      ${fixed('key', html`<code class="mono">@${groupId}:${this.job.safeName}</code>`)}
      ${fixed('folder', html`<code class="mono">${groupId}</code>`)}`;
  }

  #field(name, metadata) {
    const source = metadata.sources[name];
    const editing = this.editing === name;
    const edited = source === 'edited';
    const below = edited ? (metadata.json[name] ?? metadata.header[name]) : undefined;
    return html`<div data-field=${name} class=${editing ? 'is-editing' : ''}><dt>${t(`metadata.${name}`)}</dt>
      <dd>${editing ? this.#form(name, metadata) : html`${valueOf(name, metadata.effective[name])}
        ${below === undefined ? nothing : html`<div class="below soft">${t('metadata.inFile')} ${valueOf(name, below)}</div>`}`}</dd>
      <dd class="source"><span class="tag source-${source}">${t(`metadata.source.${source}`)}</span></dd>
      <dd class="actions">${editing || !metadata.editable.includes(name)
        ? nothing
        : html`<button class="quiet" data-edit aria-label=${t('metadata.editField', { field: t(`metadata.${name}`) })} @click=${() => this.#edit(name)}>${t('metadata.edit')}</button>
            ${edited ? html`<button class="quiet" data-back @click=${() => this.#send(name, null)}>${t('metadata.back')}</button>` : nothing}`}</dd></div>`;
  }

  #form(name, { effective }) {
    const label = t(`metadata.${name}`);
    return html`<form class="stack metadata-form" novalidate @submit=${(event) => {
        event.preventDefault();
        this.#save(event.target);
      }} @edited=${() => (this.#unsaved.dirty = true)} @keydown=${(event) => event.key === 'Escape' && this.#leave()}>
      ${FIELDS[name].edit(effective[name], label)}
      ${this.error ? html`<p class="error" role="alert">${this.error}</p>` : nothing}
      <div class="row end"><button type="button" @click=${() => this.#close()}>${t('dialog.cancel')}</button><button class="primary">${t('settings.save')}</button></div>
    </form>`;
  }

  #changes(changes) {
    return html`<details class="more"><summary>${t('metadata.changes')} <span class="soft">${changes.length}</span></summary>
      <div class="scroll"><table class="table carded"><thead><tr><th>${t('metadata.change.at')}</th><th>${t('metadata.change.by')}</th><th>${t('metadata.change.field')}</th>
        <th>${t('metadata.change.before')}</th><th>${t('metadata.change.after')}</th><th>${t('metadata.change.source')}</th></tr></thead>
      <tbody>${changes.map((change) => html`<tr><td>${timeElement(change.at)}</td><td data-label=${t('metadata.change.by')}>${change.by ?? t('metadata.change.byFile')}</td><td data-label=${t('metadata.change.field')}>${change.field in FIELDS ? t(`metadata.${change.field}`) : change.field}</td>
        <td data-label=${t('metadata.change.before')}>${shown(change.field, change.before)}</td><td data-label=${t('metadata.change.after')}>${shown(change.field, change.after)}</td><td data-label=${t('metadata.change.source')}>${t(`metadata.source.${change.source}`)}</td></tr>`)}</tbody></table></div></details>`;
  }

  /** Another field is asked for: what was typed in this one is asked about first. */
  async #edit(name) {
    if (await confirmNavigation()) {
      if (name === 'parameters') {
        await withErrorToast(() => import('./settings.js')); // whose list of parameters is the same
      }
      this.editing = name;
      this.#base = this.#metadata.data.version;
      this.error = null;
      await this.updateComplete;
      this.querySelector('.metadata-form :is(input, select, textarea, button)')?.focus();
    }
  }

  async #leave() {
    if (!this.#unsaved.isDirty || (await confirmNavigation())) {
      this.#close();
    }
  }

  #close() {
    const name = this.editing;
    this.#unsaved.dirty = false;
    this.editing = null;
    this.#base = null;
    this.error = null;
    this.updateComplete.then(() => this.querySelector(`[data-field="${name}"] [data-edit]`)?.focus());
  }

  #save(form) {
    return this.#send(this.editing, FIELDS[this.editing].read(form));
  }

  /** Says whether it could be saved; null takes an edit back. */
  async #send(name, value) {
    try {
      this.#metadata.replace(await put(this.#path('metadata'), { version: this.#base ?? this.#metadata.data.version, [name]: value }));
      this.#close();
      toast(t(value === null ? 'metadata.tookBack' : 'settings.saved'), { kind: 'good' });
      this.dispatchEvent(new CustomEvent('changed'));
      return true;
    } catch (error) {
      this.error = error.details?.length > 0 ? error.details.map((one) => one.message).join(' ') : null;
      if (!this.error || this.editing === null) {
        toastError(error);
      }
      if (error.status === 409) {
        this.#base = null; // what is shown from now on has been seen
        await this.#metadata.refresh(); // somebody else was first; what was typed stays, and can be saved over it now
        this.#base = this.editing === null ? null : this.#metadata.data.version;
      }
      return false;
    }
  }

  async #refresh() {
    const answer = await withErrorToast(() => post(this.#path('refresh-metadata')));
    if (answer) {
      this.#metadata.replace(answer);
      toast(t('metadata.refreshed'), { kind: 'good' });
      this.dispatchEvent(new CustomEvent('changed'));
    }
  }

  #path(what) {
    return `/api/jobs/${this.job.id}/${what}`;
  }
}

const shown = (field, value) => (field in FIELDS ? valueOf(field, value) : JSON.stringify(value));

customElements.define('tempo-metadata', Metadata);

/** The tab of a job with what describes it. */
class MetadataTab extends LightElement {
  static properties = { job: { attribute: false } };

  render() {
    return html`<div class="page"><section class="card"><header><h2>${t('job.tab.metadata')}</h2></header>
      <div class="body"><tempo-metadata .job=${this.job} history @changed=${() => this.dispatchEvent(new CustomEvent('changed'))}></tempo-metadata></div></section></div>`;
  }
}

customElements.define('tempo-job-metadata', MetadataTab);
