import { html, nothing } from 'lit';
import { diffLines, diffView } from '../../../components/diff-view.js';
import { LightElement } from '../../../components/light-element.js';
import { showMarkdown } from '../../../components/markdown.js';
import { toast, toastError, withErrorToast } from '../../../components/toast.js';
import { post, put } from '../../../core/api.js';
import { t } from '../../../core/i18n.js';
import { UnsavedChanges } from '../../../core/unsaved-changes.js';

const PREVIEW_AFTER_MS = 250;

/** Writes the page of a language, with how it will look beside it. Tells `saved` with the page, and `closed`. */
class DocEditor extends LightElement {
  static properties = {
    job: { attribute: false },
    language: {},
    docs: { attribute: false },
    problems: { state: true },
    other: { state: true },
  };

  #timer = 0;
  #asked = 0;
  #version = 0;
  #unsaved = new UnsavedChanges(this, {
    what: () => t('docs.title'),
    within: 'textarea',
    save: () => this.#send(),
    discard: () => this.#close(),
  });

  constructor() {
    super();
    this.problems = [];
    this.other = null; // the page that somebody else has saved meanwhile
  }

  firstUpdated() {
    this.#version = this.docs.version;
    this.#preview();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  render() {
    const own = this.docs.language === this.language ? this.docs.markdown : '';
    return html`<form class="stack" @submit=${this.#submit}>
      ${this.other ? this.#conflict(this.other) : nothing}
      <div class="doc-editor">
        <label class="field">${t('docs.markdown')}<textarea name="markdown" rows="14" spellcheck="true" lang=${this.language} .defaultValue=${own} @input=${this.#typed}></textarea></label>
        <section class="preview" aria-label=${t('docs.preview')}><div class="documentation" lang=${this.language}></div></section>
      </div>
      ${this.problems.length === 0 ? nothing : html`<ul class="doc-problems" aria-label=${t('docs.problems')}>${this.problems.map((problem) => this.#problem(problem))}</ul>`}
      <div class="row end">
        <button type="button" class="quiet" id="begin-docs" @click=${this.#begin}>${t('docs.begin')}</button>
        <button type="button" @click=${() => this.#unsaved.discard()}>${t('dialog.cancel')}</button>
        <button class="primary">${t('settings.save')}</button>
      </div></form>`;
  }

  #problem({ line, message, severity }) {
    return html`<li class=${severity}>${line
      ? html`<button type="button" class="link" @click=${() => this.#showLine(line)}>${t('docs.line', { line })}</button> `
      : nothing}${message}</li>`;
  }

  #conflict(other) {
    return html`<div class="notice stack" role="alert"><p>${t('docs.conflict')}</p>
      ${diffView(diffLines(other.markdown, this.#text))}
      <div class="row end"><button type="button" @click=${() => this.#take(other)}>${t('docs.takeTheirs')}</button>
        <button type="button" class="danger" id="keep-docs" @click=${() => this.#keep(other)}>${t('docs.keepMine')}</button></div></div>`;
  }

  get #area() {
    return this.querySelector('textarea');
  }

  get #text() {
    return this.#area.value;
  }

  #typed() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#preview(), PREVIEW_AFTER_MS);
  }

  /** Shows the text as it is now; an answer that comes after a newer one was asked for is too late. */
  async #preview() {
    const asked = (this.#asked += 1);
    const rendered = await post('/api/docs/render', { markdown: this.#text, job: this.job.id }).catch(() => null);
    const page = this.querySelector('.documentation');
    if (rendered && page && asked === this.#asked) {
      const formulas = await showMarkdown(page, rendered.html, () => import('../script.js'));
      if (asked === this.#asked) {
        this.problems = [...rendered.problems, ...formulas.map((message) => ({ line: null, message, severity: 'warning' }))];
      }
    }
  }

  #showLine(line) {
    const start = this.#text.split('\n').slice(0, line - 1).join('\n').length + (line > 1 ? 1 : 0);
    const end = this.#text.indexOf('\n', start);
    this.#area.focus();
    this.#area.setSelectionRange(start, end < 0 ? this.#text.length : end);
  }

  async #begin() {
    const made = await withErrorToast(() => post(`/api/jobs/${this.job.id}/docs/template`, { lang: this.language }));
    if (made) {
      const between = this.#text.trim() === '' ? '' : `${this.#text.trimEnd()}\n\n`;
      this.#replace(between + made.markdown);
      this.#unsaved.dirty = true;
    }
  }

  #replace(text) {
    this.#area.value = text;
    this.#preview();
  }

  #take(other) {
    this.#version = other.version;
    this.other = null;
    this.#replace(other.language === this.language ? other.markdown : '');
    this.#unsaved.dirty = false;
  }

  #keep(other) {
    this.#version = other.version;
    return this.#send();
  }

  #submit(event) {
    event.preventDefault();
    return this.#send();
  }

  /** Says whether it could be saved. */
  async #send() {
    try {
      const saved = await put(`/api/jobs/${this.job.id}/docs`, { lang: this.language, markdown: this.#text, version: this.#version });
      this.#unsaved.dirty = false;
      this.dispatchEvent(new CustomEvent('saved', { detail: saved }));
      toast(t('docs.saved'), { kind: 'good' });
      return true;
    } catch (error) {
      if (error.problem?.docs) {
        this.other = error.problem.docs;
      } else {
        toastError(error);
      }
      return false;
    }
  }

  #close() {
    this.#unsaved.dirty = false;
    this.dispatchEvent(new CustomEvent('closed'));
  }
}

customElements.define('tempo-doc-editor', DocEditor);
