// The filters of a list that count now, each as a chip that takes it away. What stands in the address shows here,
// whoever put it there.

import { html, nothing } from 'lit';
import { t } from '../core/texts.js';
import { filter } from './filters.js';

/** One filter that counts; `changes` of the query take it away. */
export const chip = (label, value, changes) => ({ label, value, changes });

/** One chip for each of some values that stand in one filter, divided by commas. */
export const chipsOf = (name, given, label, text) => {
  const values = (given ?? '').split(',').filter(Boolean);
  return values.map((value) => chip(label, text(value), { [name]: values.filter((other) => other !== value).join(',') }));
};

/** All of them, and one button that takes all away; nothing if none counts. */
export function chips(list) {
  if (list.length === 0) {
    return nothing;
  }
  const all = Object.assign({}, ...list.map(({ changes }) => Object.fromEntries(Object.keys(changes).map((name) => [name, '']))));
  return html`<ul class="filter-chips" aria-label=${t('chips.title')}>
    ${list.map(({ label, value, changes }) => html`<li class="filter-chip"><span><span class="soft">${label}</span> <bdi>${value}</bdi></span>
      <button type="button" class="quiet" aria-label=${t('chips.remove', { filter: `${label} ${value}` })} title=${t('chips.removeShort')}
        @click=${(event) => remove(event, changes)}>×</button></li>`)}
    <li><button type="button" class="link" id="clear-filters" @click=${(event) => remove(event, all)}>${t('chips.clearAll')}</button></li>
  </ul>`;
}

/** The focus goes to a neighbour, or to where filters are chosen. */
function remove(event, changes) {
  const list = event.target.closest('ul');
  const buttons = [...list.querySelectorAll('button')];
  const next = buttons[buttons.indexOf(event.target) + 1];
  filter(changes);
  setTimeout(() => (list.isConnected && next?.isConnected ? next : document.querySelector('.toolbar :is(input, select)'))?.focus());
}
