// Selection of table rows by check boxes: one for each row, one in the header for all.

import { html } from 'lit';
import { live } from 'lit/directives/live.js';
import { t } from '../core/i18n.js';

/**
 * The selected rows of a table. The table has a property `selected` and emits `select` with a new set. A click with Shift
 * selects the range from the last row.
 */
export class RowSelection {
  #host;
  #ids;
  #last = null;

  /** @param ids gives the ids of all rows, in order */
  constructor(host, ids) {
    this.#host = host;
    this.#ids = ids;
  }

  /** The check box above all. */
  all(label) {
    const ids = this.#ids();
    const count = ids.filter((id) => this.#host.selected.has(id)).length;
    const whole = count === ids.length && count > 0;
    return html`<label class="tick"><input type="checkbox" aria-label=${label} .checked=${live(whole)} .indeterminate=${live(count > 0 && !whole)}
      @change=${() => this.#tell(new Set(whole ? [] : ids))}></label>`;
  }

  /** The check box of a row. */
  one(id, label) {
    return html`<label class="tick" title=${t('select.range')}><input type="checkbox" aria-label=${label} .checked=${live(this.#host.selected.has(id))}
      @click=${(event) => this.toggle(id, event.shiftKey)}></label>`;
  }

  /** Selects a row, or does not any more; with a range, all from the last one on. */
  toggle(id, range = false) {
    const selected = new Set(this.#host.selected);
    const ids = this.#ids();
    const [from, to] = [ids.indexOf(this.#last), ids.indexOf(id)].sort((a, b) => a - b);
    const on = !selected.has(id);
    const changed = range && from >= 0 ? ids.slice(from, to + 1) : [id];
    changed.forEach((one) => (on ? selected.add(one) : selected.delete(one)));
    this.#last = id;
    this.#tell(selected);
  }

  #tell(selected) {
    this.#host.dispatchEvent(new CustomEvent('select', { detail: selected }));
  }
}

/** Returns the commands that move through a table's rows by keyboard; `table` returns the table. */
export const rowCommands = (name, table) => [
  { id: `${name}-next`, title: () => t(`${name}.next`), keys: 'j', run: () => moveFocus(table(), 1) },
  { id: `${name}-previous`, title: () => t(`${name}.previous`), keys: 'k', run: () => moveFocus(table(), -1) },
  { id: `${name}-select`, title: () => t(`${name}.select`), keys: 'x', when: () => table()?.selectable ?? false, run: () => toggleFocusedRow(table()) },
  { id: `${name}-open`, title: () => t(`${name}.openRow`), keys: 'o', run: () => rowOf(document.activeElement)?.querySelector('a.open')?.click() },
];

const rowOf = (element) => element?.closest('tr[data-row]');

function moveFocus(table, by) {
  const links = [...(table?.querySelectorAll('a.open') ?? [])];
  const current = links.indexOf(rowOf(document.activeElement)?.querySelector('a.open'));
  const next = links[Math.max(0, Math.min(links.length - 1, current + by))];
  next?.focus();
  next?.closest('tr').scrollIntoView({ block: 'nearest' });
}

function toggleFocusedRow(table) {
  const id = rowOf(document.activeElement)?.dataset.row;
  if (id) {
    table.selection.toggle(id);
  }
}
