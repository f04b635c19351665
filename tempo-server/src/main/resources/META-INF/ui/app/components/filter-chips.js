// The filters of a list that count now, each as a chip that takes it away. What stands in the address shows here,
// whoever put it there.

import { html, nothing } from 'lit';
import { t } from '../core/i18n.js';
import { applyFilter } from './filters.js';

/** One filter that counts; `changes` of the query take it away. */
export const filterChip = (label, value, changes) => ({ label, value, changes });

/** One chip for each of some values that stand in one filter, divided by commas. */
export const filterChipsOf = (name, given, label, text) => {
  const values = (given ?? '').split(',').filter(Boolean);
  return values.map((value) => filterChip(label, text(value), { [name]: values.filter((other) => other !== value).join(',') }));
};

/** All of them, and one button that takes all away; nothing if none counts. */
export function filterChips(list) {
  if (list.length === 0) {
    return nothing;
  }
  const all = Object.assign({}, ...list.map(({ changes }) => Object.fromEntries(Object.keys(changes).map((name) => [name, '']))));
  return html`<ul class="filter-chips" aria-label=${t('chips.title')}>
    ${list.map(({ label, value, changes }) => html`<li class="filter-chip"><span><span class="soft">${label}</span> <bdi>${value}</bdi></span>
      <button type="button" class="quiet" aria-label=${t('chips.remove', { filter: `${label} ${value}` })} title=${t('chips.removeShort')}
        @click=${(event) => removeFilter(event, changes)}>×</button></li>`)}
    <li><button type="button" class="link" id="clear-filters" @click=${(event) => removeFilter(event, all)}>${t('chips.clearAll')}</button></li>
  </ul>`;
}

/** The focus goes to a neighbour, or to where filters are chosen. */
function removeFilter(event, changes) {
  const list = event.target.closest('ul');
  const buttons = [...list.querySelectorAll('button')];
  const next = buttons[buttons.indexOf(event.target) + 1];
  applyFilter(changes);
  setTimeout(() => (list.isConnected && next?.isConnected ? next : document.querySelector('.toolbar :is(input, select)'))?.focus());
}
