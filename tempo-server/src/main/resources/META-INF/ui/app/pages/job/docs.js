import { html, nothing } from 'lit';
import { LightElement } from '../../components/light-element.js';
import { timeElement } from '../../components/relative-time.js';
import { Resource } from '../../components/resource.js';
import { download, get } from '../../core/api.js';
import { stripBasePath } from '../../core/base-path.js';
import { formatList } from '../../core/format.js';
import { language, languageName, loadMessagePart, t } from '../../core/i18n.js';
import { canDescribeJob } from '../../core/session.js';
import { confirmNavigation } from '../../core/unsaved-changes.js';

const LANGUAGES = ['en', 'es', 'fr', 'it'];
const MIN_CONTENTS = 3;

/** What there is to know of a job, by language; those who may describe the job write it. */
class Docs extends LightElement {
  static properties = { job: { attribute: false }, language: { state: true }, editing: { state: true } };

  #docs = new Resource(this, (signal) => this.#read(signal), { lazy: true });
  #shown = null;

  constructor() {
    super();
    this.language = language();
  }

  async #read(signal) {
    const [docs] = await Promise.all([get(`/api/jobs/${this.job.id}/docs?lang=${this.language}`, { signal }), loadMessagePart('docs')]);
    return docs;
  }

  willUpdate(changed) {
    if (changed.has('language') || (changed.has('job') && changed.get('job')?.id !== this.job.id)) {
      this.editing = false;
      this.#docs.reload();
    }
  }

  render() {
    return this.#docs.show((docs) => (docs.markdown === '' && !canDescribeJob(this.job) ? nothing : this.#card(docs)));
  }

  updated() {
    const page = this.querySelector('.documentation');
    const docs = this.#docs.data;
    if (page && docs && (this.#shown?.html !== docs.html || this.#shown.page !== page)) {
      this.#shown = { html: docs.html, page };
      this.#draw(page, docs.html);
    }
  }

  async #draw(page, text) {
    const { showAnchor, showMarkdown } = await import('../../components/markdown.js');
    await showMarkdown(page, text, () => import('./script.js'));
    if (location.hash.length > 1) {
      showAnchor(page, location.hash.slice(1));
    }
  }

  #card(docs) {
    const languages = [...new Set([...LANGUAGES, ...docs.languages])];
    return html`<section class="card" id="documentation" @click=${this.#follow}><header><h2>${t('docs.title')}</h2>
        <select class="fit" aria-label=${t('docs.language')} @change=${(event) => this.#choose(event.target)}>${languages.map(
          (code) => html`<option value=${code} .selected=${code === this.language}>${languageName(code)}${docs.languages.includes(code) ? ' •' : ''}</option>`,
        )}</select>
        ${canDescribeJob(this.job) && !this.editing ? html`<button id="edit-docs" @click=${this.#edit}>${t('docs.edit')}</button>` : nothing}</header>
      <div class="body stack">${this.editing
        ? html`<tempo-doc-editor .job=${this.job} .language=${this.language} .docs=${docs} @saved=${(event) => this.#saved(event.detail)} @closed=${() => (this.editing = false)}></tempo-doc-editor>`
        : this.#text(docs)}</div></section>`;
  }

  #text(docs) {
    if (docs.markdown === '') {
      return html`<p class="soft">${t('docs.none')}</p>`;
    }
    return html`${docs.language === this.language ? nothing : html`<p class="soft">${t('docs.otherLanguage', { language: languageName(docs.language) })}</p>`}
      ${docs.toc.length < MIN_CONTENTS ? nothing : this.#contents(docs.toc)}
      <div class="documentation" lang=${docs.language}></div>
      ${canDescribeJob(this.job) ? this.#told(docs) : nothing}
      ${docs.updatedAt ? html`<p class="soft">${t('docs.updated')} ${timeElement(docs.updatedAt)}</p>` : nothing}`;
  }

  #contents(toc) {
    return html`<nav class="doc-contents" aria-label=${t('docs.contents')}><details><summary>${t('docs.contents')}</summary>
      <ol>${toc.map((entry) => html`<li class="is-level-${entry.level}"><a href="#${entry.anchor}">${entry.text}</a></li>`)}</ol></details></nav>`;
  }

  /** What only those need to know who write. */
  #told({ problems, missing }) {
    return html`${missing.length === 0 ? nothing : html`<p class="soft">${t('docs.missing', { languages: formatList(missing.map(languageName)) })}</p>`}
      ${problems.length === 0 ? nothing : html`<ul class="doc-problems notice">${problems.map((one) => html`<li>${t('docs.line', { line: one.line })} ${one.message}</li>`)}</ul>`}`;
  }

  /** Another language is another text: what was typed in this one is asked about first. */
  async #choose(select) {
    const { value } = select;
    if (await confirmNavigation()) {
      this.language = value;
    } else {
      select.value = this.language;
    }
  }

  async #edit() {
    await import('./docs/editor.js');
    this.editing = true;
  }

  #saved(docs) {
    this.#docs.replace(docs);
    this.editing = false;
  }

  /** Headings are shown by their anchors, and files need more than an address to be fetched. */
  async #follow(event) {
    const link = event.target.closest('.documentation a[href], .doc-contents a[href], .preview a[href]');
    const target = link?.getAttribute('href') ?? '';
    const path = stripBasePath(target);
    if (target.startsWith('#')) {
      event.preventDefault();
      const { showAnchor } = await import('../../components/markdown.js');
      showAnchor(link.closest('.preview') ?? this.querySelector('.documentation'), target.slice(1));
    } else if (path?.includes('/docs/files/')) {
      event.preventDefault();
      await download(path);
    }
  }
}

customElements.define('tempo-job-docs', Docs);
