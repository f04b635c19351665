// What became of many things to which the same was done, in one sentence, and the choice of all of a list.

import { html, nothing } from 'lit';
import { formatInteger } from '../core/format.js';
import { plural, t } from '../core/i18n.js';

/** How many it was done to, and why not to the others: each reason once, three at most. */
export function bulkResultText(key, { done, refused }) {
  const reasons = [...new Set(refused.map((one) => one.message))].slice(0, 3);
  return [plural(key, done.length), ...(refused.length > 0 ? [plural('bulk.refused', refused.length)] : []), ...reasons].join(' — ');
}

/**
 * Offers all of a list where all that is shown of it is selected; the bar tells by the event `all`. On a phone, where
 * tables have no heading, offers all that is shown before; by the event `page`.
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
