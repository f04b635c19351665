// Renders the active filters of a list as chips that remove them. Every filter in the URL has one.

import { html, nothing } from 'lit';
import { t } from '../core/i18n.js';
import { applyFilter } from './filters.js';

/** Creates a chip; `changes` of the query remove its filter. */
export const filterChip = (label, value, changes) => ({ label, value, changes });

/** Creates one chip for each of a filter's comma-separated values. */
export const filterChipsOf = (name, given, label, text) => {
  const values = (given ?? '').split(',').filter(Boolean);
  return values.map((value) => filterChip(label, text(value), { [name]: values.filter((other) => other !== value).join(',') }));
};

/** Renders chips and a button that removes all filters; nothing without chips. */
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
