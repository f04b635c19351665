import { partitionPoint } from './binary-search.js';

/** The rows of a log that are rendered: finds them by line and by position, and limits positions to them. */
export class RenderedRows {
  #view;

  /** What is rendered, as `LogLines.around` returns it. */
  shown = { rows: [], first: true, last: true };

  /** @param {HTMLElement} view whose second child contains the rows */
  constructor(view) {
    this.#view = view;
  }

  get count() {
    return this.shown.rows.length;
  }

  /** The element that contains the rows. */
  get element() {
    return this.#view.children[1];
  }

  /** Returns true while visible lines are not loaded yet. */
  get isLoading() {
    return this.shown.rows.some((line) => line.content === null);
  }

  /** Returns the row of a line, or of the next one that is rendered. */
  rowOf(number) {
    const { rows } = this.shown;
    const index = rows.findIndex((line) => line.lineNumber >= number);
    return this.element.children[index < 0 ? rows.length - 1 : index];
  }

  /** Returns the row at a position: `{ number, top }`. */
  rowAt(position) {
    const rows = this.element.children;
    const index = Math.max(0, partitionPoint(rows.length, (i) => rows[i].offsetTop <= position) - 1);
    return rows[index] && { number: this.shown.rows[index].lineNumber, top: rows[index].offsetTop };
  }

  /** Returns the anchor at a position: a line, and how many pixels of it are above. */
  anchorAt(position) {
    const row = this.rowAt(Math.max(0, position));
    return row && { number: row.number, offset: position - row.top };
  }

  /** Limits a position so that no space is left above the first line or below the last. */
  clamp(top) {
    const lowest = this.shown.last ? this.element.offsetHeight - this.#view.clientHeight : Infinity;
    const below = Math.min(top, Math.max(0, lowest));
    return this.shown.first ? Math.max(0, below) : below;
  }

  /** Returns true if the last line is in view when this position is at the upper edge. */
  isAtEnd(top) {
    return this.shown.last && top >= this.element.offsetHeight - this.#view.clientHeight - 2;
  }

  /** Moves the rows; the page's policy forbids style attributes, so scripts set the position. */
  moveTo(y) {
    this.element.style.transform = `translateY(${Math.round(y)}px)`;
  }
}
