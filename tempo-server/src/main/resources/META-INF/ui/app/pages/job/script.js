import { html, nothing } from 'lit';
import { ApiError, get, patch, post, put } from '../../core/api.js';
import { loadStyle } from '../../core/styles.js';
import { many, t } from '../../core/texts.js';
import { ask } from '../../parts/dialogs.js';
import '../../parts/editor.js';
import { Element } from '../../parts/element.js';
import '../../parts/times.js';
import { attempt, toastError } from '../../shell/toasts.js';
import './versions.js';

const SAVE_AFTER_MS = 800;
const CHECK_AFTER_MS = 400;

await loadStyle('/ui/css/pages/script.css');

/** The script of a job, in an editor that checks while one types and saves by itself. */
class Script extends Element {
  static properties = {
    job: { attribute: false },
    editable: { type: Boolean },
    state: { state: true },
    problems: { state: true },
    history: { state: true },
  };

  #saving = 0;
  #checking = 0;
  #version = 0;
  #jobId = null;
  #asked = new URLSearchParams(location.search).get('version'); // as runs link to it
  #leave = (event) => this.#dirty() && event.preventDefault();

  constructor() {
    super();
    this.state = 'saved';
    this.problems = [];
    this.history = this.#asked !== null;
  }

  connectedCallback() {
    super.connectedCallback();
    addEventListener('beforeunload', this.#leave);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    removeEventListener('beforeunload', this.#leave);
    clearTimeout(this.#checking);
    if (this.state === 'changed') {
      this.#save(); // going elsewhere must not lose what was typed
    }
  }

  willUpdate(changed) {
    if (changed.has('job')) {
      if (this.#jobId !== this.job.id) {
        this.#jobId = this.job.id;
        this.#version = this.job.version;
        this.state = 'saved';
      } else if (!this.#dirty()) {
        this.#version = this.job.version;
      }
    }
  }

  firstUpdated() {
    this.#show();
    this.#check();
  }

  updated(changed) {
    if (changed.has('job') && !this.#dirty()) {
      this.#show();
    }
    this.#editor.problems = this.problems;
  }

  render() {
    return html`<div class="script ${this.history ? 'with-history' : ''}">
      <div class="script-bar">
        <span class="save is-${this.state}" role="status">${t(`script.${this.state}`)}</span>
        ${this.state === 'failed' || (this.state === 'changed' && !this.job.autoSave)
          ? html`<button @click=${() => this.#save()}>${t('script.save')}</button>`
          : nothing}
        ${this.job.task.interpreter ? html`<span class="soft">${t('script.interpreter', { interpreter: this.job.task.interpreter })}</span>` : nothing}
        <span class="grow"></span>
        ${this.#summary()}
        <button class="quiet" aria-pressed=${this.history} @click=${() => (this.history = !this.history)}>${t('script.versions')}</button>
      </div>
      <tempo-editor .label=${t('job.tab.script')} @input=${this.#typed} @save=${() => this.#save()}></tempo-editor>
      ${this.problems.length > 0 ? this.#problems() : nothing}
      ${this.history
        ? html`<tempo-versions .job=${this.job} .editable=${this.editable} .marked=${Number(this.#asked)} @restored=${(event) => this.#restored(event.detail)}></tempo-versions>`
        : nothing}
    </div>`;
  }

  #summary() {
    const errors = this.problems.filter((problem) => problem.severity === 'error').length;
    const warnings = this.problems.length - errors;
    return html`<span class="soft">
      ${errors > 0 ? html`<span class="error">${many('script.errors', errors)}</span>` : nothing}
      ${warnings > 0 ? many('script.warnings', warnings) : nothing}</span>`;
  }

  #problems() {
    return html`<ul class="problems">${this.problems.map(
      (problem) => html`<li class=${problem.severity}><button class="quiet" @click=${() => this.#editor.showLine(problem.line)}>
        <span class="soft">${t('script.line', { line: problem.line })}</span> ${problem.message}</button></li>`,
    )}</ul>`;
  }

  get #editor() {
    return this.querySelector('tempo-editor');
  }

  #dirty() {
    return this.state !== 'saved' && this.state !== 'readonly';
  }

  #show() {
    const editor = this.#editor;
    editor.language = this.job.task.kind;
    editor.readOnly = !this.editable;
    editor.value = this.job.task.content ?? '';
    if (!this.editable) {
      this.state = 'readonly';
    }
  }

  #typed() {
    this.state = 'changed';
    clearTimeout(this.#checking);
    this.#checking = setTimeout(() => this.#check(), CHECK_AFTER_MS);
    if (this.job.autoSave) {
      clearTimeout(this.#saving);
      this.#saving = setTimeout(() => this.#save(), SAVE_AFTER_MS);
    }
  }

  async #check() {
    try {
      const { problems } = await post(`/api/jobs/${this.job.id}/check`, { content: this.#editor.value });
      this.problems = problems;
    } catch {
      this.problems = []; // checked again with the next key; saving says what is wrong with the connection
    }
  }

  async #save() {
    clearTimeout(this.#saving);
    if (this.state === 'saving') {
      this.#saving = setTimeout(() => this.#save(), SAVE_AFTER_MS);
      return;
    }
    const content = this.#editor.value;
    this.state = 'saving';
    try {
      await this.#send(content);
      this.state = this.#editor?.value === content ? 'saved' : 'changed';
      if (this.state === 'changed') {
        this.#saving = setTimeout(() => this.#save(), SAVE_AFTER_MS);
      }
    } catch (error) {
      this.state = 'failed';
      if (error instanceof ApiError && error.status === 409) {
        await this.#conflict(content);
      } else {
        toastError(error);
      }
    }
  }

  async #send(content) {
    if (this.job.autoSave) {
      const { job } = this;
      const { version, interpreter } = await patch(`/api/jobs/${job.id}/auto-save`, { content, version: this.#version });
      this.#tellSaved({ ...job, version, task: { ...job.task, content, interpreter } });
    } else {
      this.#tellSaved(await put(`/api/jobs/${this.job.id}`, { version: this.#version, task: { content } }));
    }
  }

  /** Other tabs save by the version, too, and may be opened before the server has told of the new one. */
  #tellSaved(job) {
    if (job.id === this.#jobId) {
      this.#version = job.version;
    }
    this.dispatchEvent(new CustomEvent('changed', { detail: job }));
  }

  /** Somebody else has saved meanwhile: nothing is overwritten before one has chosen. */
  async #conflict(mine) {
    const current = await attempt(() => get(`/api/jobs/${this.job.id}`));
    if (!current) {
      return;
    }
    const keepMine = current.task.content === mine || (await this.#choose());
    if (keepMine === null) {
      return;
    }
    this.#version = current.version;
    if (keepMine) {
      await this.#save();
    } else {
      this.state = 'saved';
      this.dispatchEvent(new CustomEvent('changed', { detail: current }));
    }
  }

  #choose() {
    return ask(
      (close) => html`<h2 id="question">${t('script.conflict')}</h2>
        <p>${t('script.conflictHint')}</p>
        <div class="row end">
          <button @click=${() => close(null)}>${t('script.later')}</button>
          <button @click=${() => close(false)}>${t('script.takeTheirs')}</button>
          <button class="primary" @click=${() => close(true)}>${t('script.keepMine')}</button>
        </div>`,
      null,
    );
  }

  async #restored(job) {
    this.state = 'saved';
    this.#version = job.version;
    this.dispatchEvent(new CustomEvent('changed', { detail: job }));
  }
}

customElements.define('tempo-job-script', Script);
