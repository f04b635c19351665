// The result of a bulk operation as one sentence, and the button that selects all of a list.

import { html, nothing } from 'lit';
import { formatInteger } from '../core/format.js';
import { plural, t } from '../core/i18n.js';

/** Returns how many succeeded, and why the others were refused: each reason once, three at most. */
export function bulkResultText(key, { done, refused }) {
  const reasons = [...new Set(refused.map((one) => one.message))].slice(0, 3);
  return [plural(key, done.length), ...(refused.length > 0 ? [plural('bulk.refused', refused.length)] : []), ...reasons].join(' — ');
}

/**
 * Renders the button that selects the whole list once all shown rows are selected; the bar emits `all`. On a phone, where
 * tables have no heading, a button selects the shown rows first; the bar emits `page`.
 */
export function selectAllButton(bar) {
  const tell = (all) => bar.dispatchEvent(new CustomEvent('all', { detail: all }));
  if (bar.all) {
    return html`<button class="link" id="select-shown" @click=${() => tell(false)}>${t('bulk.onlyShown')}</button>`;
  }
  if (!bar.whole) {
    const page = () => bar.dispatchEvent(new CustomEvent('page'));
    return html`<button class="link small-only" id="select-page" @click=${page}>${t('bulk.allShown')}</button>`;
  }
  if (bar.total <= bar.ids.length) {
    return nothing;
  }
  return bar.exact
    ? html`<button class="link" id="select-all" @click=${() => tell(true)}>${plural('bulk.selectAll', bar.total, { count: formatInteger(bar.total) })}</button>`
    : html`<span class="soft">${t('bulk.tooMany')}</span>`;
}
