// A list's columns and density: a menu to choose them; the choice is stored for the account.

import { html } from 'lit';
import { put } from '../core/api.js';
import { t } from '../core/i18n.js';
import { currentUser, listPreferences, setListPreferences } from '../core/session.js';
import { LightElement } from './light-element.js';
import './menu.js';
import { withErrorToast } from './toast.js';

/**
 * Returns the visible columns of a list; `columns` are `{ id, label, usual }`.
 *
 * @returns {Set<string>} of ids
 */
export function visibleColumns(page, columns) {
  const { columns: chosen } = listPreferences(page);
  const known = columns.filter(({ id, usual }) => (chosen.length > 0 ? chosen.includes(id) : usual));
  return new Set(known.map(({ id }) => id));
}

/** Returns the CSS class for the preferred density. */
export const densityClass = (page) => (listPreferences(page).density === 'compact' ? 'compact' : '');

/** Renders a column's header, which sorts if the column has a `sort`; `sort` is the current order, `by(sort)` changes it. */
export function columnHeader({ label, sort: field, style, down: firstDown }, sort, by) {
  const [name, down] = sort.startsWith('-') ? [sort.slice(1), true] : [sort, false];
  const sorted = field !== undefined && name === field;
  const next = sorted ? (down ? field : `-${field}`) : firstDown ? `-${field}` : field;
  return html`<th scope="col" class=${style ?? ''} aria-sort=${sorted ? (down ? 'descending' : 'ascending') : 'none'}>${field === undefined
    ? t(label)
    : html`<button class="quiet" @click=${() => by(next)}>${t(label)}<span aria-hidden="true">${sorted ? (down ? ' ↓' : ' ↑') : ''}</span></button>`}</th>`;
}

/** Whether a choice was made that was not yet sent, and whether one is being sent. */
let unsent = false;
let sending = false;

/**
 * Stores what was chosen last. One request at a time: of two that are under way together, the older one could be the
 * one that stays.
 */
async function store() {
  unsent = true;
  if (sending) {
    return;
  }
  sending = true;
  while (unsent) {
    unsent = false;
    await withErrorToast(sendLists);
  }
  sending = false;
}

/** Outlives the page, if somebody leaves it at once. */
const sendLists = () => put('/api/me/preferences', { lists: currentUser().lists }, { keepalive: true });

addEventListener('pagehide', () => unsent && sendLists().catch(() => {}));

/** The menu; emits `changed`. */
class ListOptions extends LightElement {
  static properties = { page: {}, columns: { attribute: false } };

  render() {
    return html`<tempo-menu .label=${t('list.options')} icon="▥" .items=${this.#items()}></tempo-menu>`;
  }

  #items() {
    const shown = visibleColumns(this.page, this.columns);
    const { density } = listPreferences(this.page);
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
  #save(change) {
    const lists = [...(currentUser().lists ?? []).filter((list) => list.page !== this.page), { ...listPreferences(this.page), ...change }];
    setListPreferences(lists);
    this.requestUpdate();
    this.dispatchEvent(new CustomEvent('changed'));
    return store();
  }
}

customElements.define('tempo-list-options', ListOptions);
