// Which columns a list has, and how dense it is: chosen in a menu, kept for the account.

import { html } from 'lit';
import { put } from '../core/api.js';
import { listLike, me, setLists } from '../core/session.js';
import { t } from '../core/texts.js';
import { attempt } from '../shell/toasts.js';
import { Element } from './element.js';
import './menu.js';

/**
 * The columns of a list that are shown; `columns` are `{ id, label, usual }`.
 *
 * @returns {Set<string>} of ids
 */
export function shownColumns(page, columns) {
  const { columns: chosen } = listLike(page);
  const known = columns.filter(({ id, usual }) => (chosen.length > 0 ? chosen.includes(id) : usual));
  return new Set(known.map(({ id }) => id));
}

/** The class of a table that is as dense as one likes it. */
export const densityOf = (page) => (listLike(page).density === 'compact' ? 'compact' : '');

/** The heading of a column, which sorts if the column has a `sort`; `sort` is the order now, `by(sort)` changes it. */
export function heading({ label, sort: field, style, down: firstDown }, sort, by) {
  const [name, down] = sort.startsWith('-') ? [sort.slice(1), true] : [sort, false];
  const sorted = field !== undefined && name === field;
  const next = sorted ? (down ? field : `-${field}`) : firstDown ? `-${field}` : field;
  return html`<th scope="col" class=${style ?? ''} aria-sort=${sorted ? (down ? 'descending' : 'ascending') : 'none'}>${field === undefined
    ? t(label)
    : html`<button class="quiet" @click=${() => by(next)}>${t(label)}<span aria-hidden="true">${sorted ? (down ? ' ↓' : ' ↑') : ''}</span></button>`}</th>`;
}

/** The menu; tells by the event `changed`. */
class ListOptions extends Element {
  static properties = { page: {}, columns: { attribute: false } };

  render() {
    return html`<tempo-menu .label=${t('list.options')} icon="▥" .items=${this.#items()}></tempo-menu>`;
  }

  #items() {
    const shown = shownColumns(this.page, this.columns);
    const { density } = listLike(this.page);
    return [
      ...this.columns.map(({ id, label }) => ({ text: t(label), checked: shown.has(id), stay: true, run: () => this.#toggle(id, shown) })),
      null,
      ...['comfortable', 'compact'].map((name) => ({ text: t(`list.${name}`), checked: density === name, run: () => this.#save({ density: name }) })),
      null,
      { text: t('list.usual'), run: () => this.#save({ columns: [], density: 'comfortable' }) },
    ];
  }

  #toggle(id, shown) {
    const columns = this.columns.map((column) => column.id).filter((other) => (other === id ? !shown.has(id) : shown.has(other)));
    return this.#save({ columns: columns.length > 0 ? columns : ['none'] });
  }

  /** What is shown changes at once, whatever the server says. */
  async #save(change) {
    const lists = [...(me().lists ?? []).filter((list) => list.page !== this.page), { ...listLike(this.page), ...change }];
    setLists(lists);
    this.requestUpdate();
    this.dispatchEvent(new CustomEvent('changed'));
    await attempt(() => put('/api/me/preferences', { lists }));
  }
}

customElements.define('tempo-list-options', ListOptions);
