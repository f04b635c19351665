import { html, nothing } from 'lit';
import { LightElement } from '../../components/light-element.js';
import { Resource } from '../../components/resource.js';
import { fetchTags, tagSource, tagSuggestions } from '../../components/tag-suggestions.js';
import { withErrorToast } from '../../components/toast.js';
import { get, put } from '../../core/api.js';
import { href } from '../../core/base-path.js';
import { t } from '../../core/i18n.js';
import { canDescribeJob } from '../../core/session.js';

const TAG = '[A-Za-z0-9_\\-]{1,30}';

/** A job's tags: those that all see, and one's own; each with whose it is. */
class JobTags extends LightElement {
  static properties = { job: { attribute: false }, suggested: { state: true } };

  #tags = new Resource(this, (signal) => get(this.#path, { signal }), { on: ['job.saved'], isRelevant: (event) => event.data.jobId === this.job.id });

  constructor() {
    super();
    this.suggested = [];
  }

  willUpdate(changed) {
    const before = changed.get('job');
    if (before && before.id !== this.job.id) {
      this.#tags.reload();
    }
  }

  render() {
    return html`<section class="card job-tags"><header><h2>${t('settings.tags')}</h2></header>
      <div class="body">${this.#tags.show((tags) => html`<div class="row tags">
        ${tags.sources.map((one) => this.#tag(tags, one))}
        ${this.#form(tags)}
      </div>`)}</div></section>`;
  }

  #tag(tags, { tag, source }) {
    const mayRemove = source === 'user' || canDescribeJob(this.job);
    return html`<span class="tag" data-source=${source}><a href=${href(`/jobs?tags=${encodeURIComponent(tag)}`)}>${tag}</a>
      <small class="source">${tagSource(source)}</small>${mayRemove
        ? html`<button class="quiet" aria-label=${t('notes.untag', { tag })} @click=${() => this.#without(tags, tag, source)}>×</button>`
        : nothing}</span>`;
  }

  #form(tags) {
    return html`<form @submit=${(event) => this.#add(event, tags)} @focusin=${this.#suggest}>
      <input name="tag" list="tags-in-use" pattern=${TAG} maxlength="30" required autocomplete="off" placeholder=${t('notes.addTag')} aria-label=${t('notes.addTag')} title=${t('notes.tagHint')}>
      ${tagSuggestions('tags-in-use', this.suggested)}
      ${canDescribeJob(this.job)
        ? html`<select name="source" class="fit" aria-label=${t('tags.for')}><option value="user">${t('tags.forMe')}</option><option value="job">${t('tags.forAll')}</option></select>`
        : nothing}
      <button>${t('parameters.add')}</button></form>`;
  }

  #suggest() {
    if (this.suggested.length === 0) {
      fetchTags().then((tags) => (this.suggested = tags), () => (this.suggested = [])); // one can type without
    }
  }

  #add(event, tags) {
    event.preventDefault();
    const form = event.target;
    const given = new FormData(form);
    const tag = given.get('tag');
    this.#put((given.get('source') ?? 'user') === 'job' ? { tags: [...new Set([...tags.tags, tag])] } : { userTags: [...new Set([...tags.userTags, tag])] }, () => form.reset());
  }

  #without(tags, tag, source) {
    const others = (list) => list.filter((one) => one !== tag);
    this.#put(source === 'job' ? { tags: others(tags.tags) } : { userTags: others(tags.userTags) });
  }

  async #put(body, then = () => {}) {
    const tags = await withErrorToast(() => put(this.#path, body));
    if (tags) {
      then();
      this.#tags.replace(tags);
      this.suggested = [];
    }
  }

  get #path() {
    return `/api/jobs/${this.job.id}/tags`;
  }
}

customElements.define('tempo-job-tags', JobTags);
