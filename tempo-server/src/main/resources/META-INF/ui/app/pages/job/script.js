import { html, nothing } from 'lit';
import '../../components/code-editor.js';
import { openDialog } from '../../components/dialogs.js';
import { LightElement } from '../../components/light-element.js';
import { scriptReadOnlyNotice, scriptReadOnlyReason } from '../../components/read-only-notice.js';
import '../../components/relative-time.js';
import { withErrorToast } from '../../components/toast.js';
import { get, post } from '../../core/api.js';
import { Commands } from '../../core/commands.js';
import { plural, t } from '../../core/i18n.js';
import { loadStyle } from '../../core/stylesheets.js';
import { chooseDraft, draftNotice, showDiffWithLive } from './script/draft-notice.js';
import { loadDraft } from './script/local-copies.js';
import { saveStatusText } from './script/save-status.js';
import { ScriptSaver } from './script/script-saver.js';
import './script/trial-run.js';
import './versions.js';

export { highlightElement } from '../../components/code-highlight.js';

const CHECK_AFTER_MS = 400;

await loadStyle('/ui/css/pages/script.css');

/** The script of a job, in an editor that checks while one types and saves by itself. */
class Script extends LightElement {
  static properties = {
    job: { attribute: false },
    editable: { type: Boolean },
    problems: { state: true },
    history: { state: true },
    draft: { state: true },
    trying: { state: true },
  };

  #saver = null;
  #checking = 0;
  #asking = false;
  #postponed = null; // when the other draft was kept about which one decides later
  #asked = new URLSearchParams(location.search).get('version'); // as runs link to it
  #askedLine = Number(new URLSearchParams(location.search).get('line')); // as logs link to it
  #leave = (event) => !this.#saver.isSafe && event.preventDefault();
  #told = {
    state: () => this.requestUpdate(),
    saved: (event) => this.#saved(event.detail),
    conflict: () => this.#conflict(),
    'draft-conflict': (event) => this.#draftConflict(event.detail),
  };

  constructor() {
    super();
    this.problems = [];
    this.draft = null;
    this.history = this.#asked !== null;
    new Commands(this, [{ id: 'try-script', title: () => t('try.command'), keys: 't', when: () => this.editable, run: () => this.#try() }]);
  }

  connectedCallback() {
    super.connectedCallback();
    addEventListener('beforeunload', this.#leave);
    if (this.#saver) {
      this.#listen();
    }
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    removeEventListener('beforeunload', this.#leave);
    clearTimeout(this.#checking);
    this.#detachSaver();
  }

  willUpdate(changed) {
    if (changed.has('job')) {
      if (changed.get('job')?.id !== this.job.id) {
        this.#detachSaver();
        this.#saver = ScriptSaver.of(this.job);
        this.#listen();
        this.draft = null;
        this.trying = false;
      }
      this.#saver.job = this.job;
    }
  }

  updated(changed) {
    if (changed.has('job')) {
      if (changed.get('job')?.id !== this.job.id) {
        this.#begin();
      } else if (this.#saver.isLive) {
        this.#show(this.job.task.content);
      }
    }
    this.#editor.problems = this.problems;
  }

  render() {
    const saver = this.#saver;
    const readOnly = !this.editable;
    const saves = !readOnly && !saver.isLive && (saver.reason !== null || !this.job.autoSave || this.draft);
    return html`<div class="script ${this.history ? 'with-history' : ''}">
      <div class="script-bar">
        <span class="save is-${readOnly ? 'readonly' : saver.state}" role="status" aria-live="polite">${readOnly ? t('script.readonly') : saveStatusText(saver, this.job)}</span>
        ${saves ? html`<button @click=${() => saver.save()}>${t('script.save')}</button>` : nothing}
        ${!readOnly && saver.state === 'draft' ? html`<button class="quiet" @click=${() => showDiffWithLive(this.job, saver.text)}>${t('script.compareLive')}</button>
          <button class="quiet danger" @click=${() => this.#discard()}>${t('script.discardDraft')}</button>` : nothing}
        ${this.job.task.interpreter ? html`<span class="soft interpreter">${t('script.interpreter', { interpreter: this.job.task.interpreter })}</span>` : nothing}
        <span class="grow"></span>
        ${this.#summary()}
        ${readOnly ? nothing : html`<button id="try-script" title=${t('try.hint')} @click=${() => this.#try()}>${t('try.do')}</button>`}
        <button class="quiet" aria-pressed=${this.history} @click=${() => (this.history = !this.history)}>${t('script.versions')}</button>
      </div>
      ${this.draft ? draftNotice(this.draft) : scriptReadOnlyNotice(this.job, this)}
      <tempo-editor .label=${t('job.tab.script')} .description=${scriptReadOnlyReason(this.job, this)} @input=${this.#typed} @save=${() => saver.save()}></tempo-editor>
      ${this.problems.length > 0 ? this.#problems() : nothing}
      ${this.history
        ? html`<tempo-versions .job=${this.job} .editable=${this.editable} .marked=${Number(this.#asked)} @restored=${(event) => this.#restored(event.detail)}></tempo-versions>`
        : nothing}
      ${this.trying ? html`<tempo-try .job=${this.job} @closed=${() => (this.trying = false)}></tempo-try>` : nothing}
    </div>`;
  }

  /** Runs what is on the screen, saved or not. */
  async #try() {
    this.trying = true;
    await this.updateComplete;
    await this.querySelector('tempo-try').start(this.#editor.value);
  }

  #summary() {
    const errors = this.problems.filter((problem) => problem.severity === 'error').length;
    const warnings = this.problems.length - errors;
    return html`<span class="soft">
      ${errors > 0 ? html`<span class="error">${plural('script.errors', errors)}</span>` : nothing}
      ${warnings > 0 ? plural('script.warnings', warnings) : nothing}</span>`;
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

  #listen() {
    Object.entries(this.#told).forEach(([type, listener]) => this.#saver.addEventListener(type, listener));
  }

  /** The saver goes on until what was typed is safe, and reads it where it was typed. */
  #detachSaver() {
    if (this.#saver) {
      Object.entries(this.#told).forEach(([type, listener]) => this.#saver.removeEventListener(type, listener));
      this.#saver.leave();
    }
  }

  #show(text) {
    const editor = this.#editor;
    editor.language = this.job.task.kind;
    editor.readOnly = !this.editable;
    editor.value = text ?? '';
  }

  /** Shows what is live, or what was typed before and is not live yet. */
  async #begin() {
    const saver = this.#saver;
    const editor = this.#editor;
    this.#show(saver.isLive ? this.job.task.content : saver.text);
    saver.read(() => editor.value);
    this.#check();
    if (this.#askedLine > 0) {
      editor.showLine(this.#askedLine);
    }
    if (this.editable && saver.isLive) {
      const draft = await withErrorToast(() => loadDraft(this.job));
      if (draft && saver === this.#saver && saver.isLive) {
        this.draft = draft;
        this.#show(draft.content);
        saver.opened(draft);
        this.#check();
      }
    }
  }

  #typed() {
    this.#saver.typed();
    clearTimeout(this.#checking);
    this.#checking = setTimeout(() => this.#check(), CHECK_AFTER_MS);
  }

  async #check() {
    const text = this.#editor.value;
    const saver = this.#saver;
    const problems = await post(`/api/jobs/${this.job.id}/check`, { content: text }).then((found) => found.problems, () => []); // saving says what is wrong
    saver.findings = { text, problems };
    this.problems = problems;
  }

  /** Other tabs save by the version, too, and may be opened before the server has told of the new one. */
  #saved(job) {
    this.draft = null;
    this.dispatchEvent(new CustomEvent('changed', { detail: job }));
  }

  async #discard() {
    const done = await withErrorToast(async () => {
      await this.#saver.discard();
      return get(`/api/jobs/${this.job.id}`);
    });
    if (done) {
      this.#take(done);
      if (done.hasDraft) {
        await this.updateComplete;
        await this.#begin(); // of another window
      }
    }
  }

  #take(job) {
    this.draft = null;
    this.#saver.settled(job);
    this.dispatchEvent(new CustomEvent('changed', { detail: job }));
    this.#show(job.task.content);
    this.#check();
  }

  /** Somebody else has saved meanwhile: nothing is overwritten before one has chosen. */
  async #conflict() {
    if (this.#asking) {
      return;
    }
    this.#asking = true;
    const saver = this.#saver;
    const current = await withErrorToast(() => get(`/api/jobs/${this.job.id}`));
    const keepMine = current && (current.task.content === saver.text || (await this.#choose(current)));
    this.#asking = false;
    if (keepMine) {
      await saver.overwrite(current.version);
    } else if (keepMine === false && (await withErrorToast(() => saver.discard().then(() => true)))) {
      this.#take({ ...current, hasDraft: false });
    }
  }

  #choose(current) {
    return openDialog(
      (close) => html`<h2 id="question">${t('script.conflict')}</h2>
        <p>${t('script.conflictHint')}</p>
        <div class="row end">
          <button class="quiet" @click=${() => showDiffWithLive(current, this.#saver.text)}>${t('script.compareLive')}</button>
          <button @click=${() => close(null)}>${t('script.later')}</button>
          <button @click=${() => close(false)}>${t('script.takeTheirs')}</button>
          <button class="primary" @click=${() => close(true)}>${t('script.keepMine')}</button>
        </div>`,
      null,
    );
  }

  /** Another window of this account has kept another draft: neither goes before one has chosen. */
  async #draftConflict({ draft, isWanted }) {
    if (this.#asking || (!isWanted && this.#postponed === draft.savedAt)) {
      return;
    }
    this.#asking = true;
    const saver = this.#saver;
    const keepMine = await chooseDraft(draft, saver.text);
    this.#asking = false;
    this.#postponed = keepMine === null ? draft.savedAt : null;
    if (keepMine) {
      await saver.overwriteDraft(draft.savedAt);
    } else if (keepMine === false) {
      this.draft = draft;
      this.#show(draft.content);
      saver.take(draft);
      this.#check();
    }
  }

  async #restored(job) {
    await withErrorToast(() => this.#saver.discard());
    this.#take({ ...job, hasDraft: false });
  }
}

customElements.define('tempo-job-script', Script);
