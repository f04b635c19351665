import { html, nothing } from 'lit';
import { LightElement } from '../../components/light-element.js';
import { timeElement } from '../../components/relative-time.js';
import { Resource } from '../../components/resource.js';
import { toast, withErrorToast } from '../../components/toast.js';
import { get, put } from '../../core/api.js';
import { t } from '../../core/i18n.js';
import { canDescribeJob } from '../../core/session.js';
import { confirmNavigation, UnsavedChanges } from '../../core/unsaved-changes.js';

const LANGUAGES = ['en', 'es', 'it', 'fr'];

/** What there is to know of a job, in Markdown as it was written, by language; those who may describe the job write it. */
class Docs extends LightElement {
  static properties = { job: { attribute: false }, language: { state: true }, editing: { state: true } };

  #docs = new Resource(this, (signal) => get(`/api/jobs/${this.job.id}/docs?lang=${this.language}`, { signal }), { lazy: true });

  #unsaved = new UnsavedChanges(this, {
    what: () => t('docs.title'),
    within: 'textarea',
    save: () => this.#send(this.querySelector('textarea').value),
    discard: () => (this.editing = false),
  });

  constructor() {
    super();
    this.language = document.documentElement.lang || 'en';
  }

  willUpdate(changed) {
    if (changed.has('language') || (changed.has('job') && changed.get('job')?.id !== this.job.id)) {
      this.#unsaved.discard();
      this.#docs.reload();
    }
  }

  render() {
    return this.#docs.show((docs) => (docs.markdown === '' && !canDescribeJob(this.job) ? nothing : this.#card(docs)));
  }

  #card(docs) {
    const languages = [...new Set([...LANGUAGES, ...docs.languages])];
    return html`<section class="card" id="documentation"><header><h2>${t('docs.title')}</h2>
        <select class="fit" aria-label=${t('docs.language')} @change=${(event) => this.#choose(event.target)}>${languages.map(
          (code) => html`<option value=${code} .selected=${code === this.language}>${code}${docs.languages.includes(code) ? ' •' : ''}</option>`,
        )}</select>
        ${canDescribeJob(this.job) && !this.editing ? html`<button id="edit-docs" @click=${() => (this.editing = true)}>${t('docs.edit')}</button>` : nothing}</header>
      <div class="body stack">${this.editing ? this.#form(docs) : this.#text(docs)}</div></section>`;
  }

  #text({ markdown: content, language, updatedAt }) {
    if (content === '') {
      return html`<p class="soft">${t('docs.none')}</p>`;
    }
    return html`${language === this.language ? nothing : html`<p class="soft">${t('docs.otherLanguage', { language })}</p>`}
      <div class="documentation">${content}</div>${updatedAt ? html`<p class="soft">${t('docs.updated')} ${timeElement(updatedAt)}</p>` : nothing}`;
  }

  #form({ markdown: content, language }) {
    return html`<form class="stack" @submit=${this.#save}>
      <label class="field">${t('docs.markdown')}<textarea name="content" rows="14" spellcheck="true" .value=${language === this.language ? content : ''}></textarea></label>
      <div class="row end"><button type="button" @click=${() => this.#unsaved.discard()}>${t('dialog.cancel')}</button><button class="primary">${t('settings.save')}</button></div></form>`;
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

  #save(event) {
    event.preventDefault();
    return this.#send(new FormData(event.target).get('content'));
  }

  /** Says whether it could be saved. */
  async #send(content) {
    const saved = await withErrorToast(() => put(`/api/jobs/${this.job.id}/docs`, { lang: this.language, markdown: content }));
    if (saved) {
      this.#docs.data = saved;
      this.#unsaved.discard();
      toast(t('docs.saved'), { kind: 'good' });
    }
    return Boolean(saved);
  }
}

customElements.define('tempo-job-docs', Docs);
