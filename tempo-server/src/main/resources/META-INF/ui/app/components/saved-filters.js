import { html, nothing } from 'lit';
import { get, put } from '../core/api.js';
import { href } from '../core/base-path.js';
import { t } from '../core/i18n.js';
import { navigate } from '../core/location.js';
import { dialogTitle, prompt } from './dialogs.js';
import { LightElement } from './light-element.js';
import './menu.js';
import { toast, withErrorToast } from './toast.js';

/**
 * The saved filters of a list: a tab for each, and a menu that saves the current filter or deletes it.
 *
 *     <tempo-saved-filters page="runs" .query=${…}>
 */
class SavedFilters extends LightElement {
  static properties = { page: {}, query: {}, saved: { state: true } };

  constructor() {
    super();
    this.query = '';
    this.saved = [];
  }

  connectedCallback() {
    super.connectedCallback();
    withErrorToast(() => this.#load());
  }

  render() {
    const mine = this.saved.filter((one) => one.page === this.page);
    const current = mine.find((one) => sorted(one.query) === sorted(this.query));
    const tab = (path, name, here) => html`<a href=${href(path)} aria-current=${here ? 'page' : nothing}><bdi>${name}</bdi></a>`;
    return html`<div class="views">
      ${mine.length > 0
        ? html`<nav class="tabs" aria-label=${t('filters.saved')}>${tab(`/${this.page}`, t(`filters.all.${this.page}`), this.query === '')}
            ${mine.map((one) => tab(`/${this.page}?${one.query}`, one.name, one === current))}</nav>`
        : nothing}
      <tempo-menu .label=${t('filters.saved')} icon="☰" .items=${this.#items()}></tempo-menu>
    </div>`;
  }

  #items() {
    const mine = this.saved.filter((one) => one.page === this.page);
    const current = mine.find((one) => sorted(one.query) === sorted(this.query));
    const list = mine.map((one) => ({ text: one.name, checked: one === current, run: () => this.#show(one) }));
    if (current) {
      return [...list, null, { text: t('filters.forget', { name: current.name }), danger: true, run: () => this.#forget(current) }];
    }
    if (this.query) {
      return [...list, ...(list.length > 0 ? [null] : []), { text: t('filters.save'), run: () => this.#save() }];
    }
    return list.length > 0 ? list : [{ text: t('filters.none'), disabled: true }];
  }

  #show({ query }) {
    navigate(`/${this.page}${query ? `?${query}` : ''}`);
  }

  async #save() {
    const { page, query } = this;
    const name = await prompt({ title: dialogTitle('filters.save'), label: t('filters.name'), action: t('filters.keep') });
    if (name) {
      await this.#change((saved) => [...saved.filter((one) => one.page !== page || one.name !== name), { name, page, query }]);
    }
  }

  #forget({ name, page }) {
    return this.#change((saved) => saved.filter((one) => one.page !== page || one.name !== name));
  }

  /** All are saved together, so it begins with what there is now: another window may have saved some, too. */
  #change(changed) {
    return withErrorToast(async () => {
      await this.#load();
      const { filters } = await put('/api/me/filters', { filters: changed(this.saved) });
      this.saved = filters;
      toast(t('filters.changed'), { kind: 'good' });
    });
  }

  async #load() {
    const { filters } = await get('/api/me/filters');
    this.saved = filters;
  }
}

/** A query whose parts stand in one order, so that equal ones are equal texts. */
function sorted(query) {
  const parts = new URLSearchParams(query);
  parts.sort();
  return parts.toString();
}

customElements.define('tempo-saved-filters', SavedFilters);
