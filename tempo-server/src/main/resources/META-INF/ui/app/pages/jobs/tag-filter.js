import { html, nothing } from 'lit';
import { LightElement } from '../../components/light-element.js';
import { fetchTags, tagSuggestions } from '../../components/tag-suggestions.js';
import { t } from '../../core/i18n.js';
import { setQuery } from '../../core/location.js';

/** Filters jobs by tags, the jobs' and one's own: by all of those chosen, or by any of them. */
class TagFilter extends LightElement {
  static properties = { tags: {}, match: {}, suggested: { state: true } };

  constructor() {
    super();
    this.suggested = [];
  }

  render() {
    return html`<form class="row" @submit=${this.#add} @focusin=${this.#suggest}>
      <input name="tag" list="tags-to-filter" maxlength="30" size="12" autocomplete="off" placeholder=${t('jobs.tag')} aria-label=${t('jobs.tag')} @input=${this.#chosen}>
      ${tagSuggestions('tags-to-filter', this.suggested.filter(({ tag }) => !this.#tags.includes(tag)))}
      ${this.#tags.length > 1
        ? html`<select class="fit" aria-label=${t('jobs.match')} @change=${(event) => setQuery({ match: event.target.value })}>
            <option value="" .selected=${this.match !== 'any'}>${t('tags.all')}</option>
            <option value="any" .selected=${this.match === 'any'}>${t('tags.any')}</option></select>`
        : nothing}</form>`;
  }

  get #tags() {
    return (this.tags ?? '').split(',').filter(Boolean);
  }

  #suggest() {
    if (this.suggested.length === 0) {
      fetchTags().then((tags) => (this.suggested = tags), () => (this.suggested = [])); // one can type without
    }
  }

  /** One that is chosen from the list counts at once; one that is typed, by Enter. */
  #chosen(event) {
    if (event.inputType === 'insertReplacementText' || !event.inputType) {
      this.#filter(event.target);
    }
  }

  #add(event) {
    event.preventDefault();
    this.#filter(event.target.elements.tag);
  }

  #filter(input) {
    const tag = input.value.trim();
    if (tag) {
      input.value = '';
      setQuery({ tags: [...new Set([...this.#tags, tag])].join(',') });
    }
  }
}

customElements.define('tempo-tag-filter', TagFilter);
