// Browsers limit the height of an element to about 17 million pixels; 10 million lines would need 200 million.
const MAX_LENGTH = 8_000_000;
const LINE_HEIGHT = 20;
const EDGE_RESERVE = 400;

/**
 * Maps positions in a log to scroll positions and back. While all lines have one height and are not too many, one pixel
 * of scrolling is one pixel of the log (`exact`). Otherwise the scroll position is proportional to the position in the
 * log, while small movements scroll the log by as many pixels.
 */
export class VirtualScroll {
  #lines = null;
  #height = 600;
  #lineHeight = LINE_HEIGHT;

  /** Whether one pixel of the bar is one pixel of the log. */
  exact = true;

  /** How high the scrolled space is, in pixels. */
  length = 0;

  /** How high a line is, in pixels; on average where lines wrap. */
  get lineHeight() {
    return this.#lineHeight;
  }

  /** @param height of what is in sight, in pixels */
  measure(height, lines, wrap) {
    this.#height = height;
    this.#lines = lines;
    this.#lineHeight = wrap ? this.#lineHeight : LINE_HEIGHT;
    const long = lines.count * this.#lineHeight;
    this.exact = !wrap && long <= MAX_LENGTH && (!lines.filtered || lines.whole);
    this.length = Math.min(MAX_LENGTH, Math.round(long));
  }

  /** Learns how high so many lines are together. */
  learn(height, count) {
    if (count > 0 && height > 0) {
      this.#lineHeight = Math.max(LINE_HEIGHT, height / count);
    }
  }

  /** Where the bar belongs when this line is at the upper edge. */
  toScroll({ number, offset }, atEnd) {
    const place = this.#lines.before(number) + offset / this.#lineHeight;
    if (this.exact) {
      return place * this.#lineHeight;
    }
    const room = this.length - this.#height;
    if (atEnd) {
      return room;
    }
    const scaled = (place / Math.max(1, this.#lines.count - this.#height / this.#lineHeight)) * room;
    // Some way is left to either side, so that one can go on to scroll.
    return place <= 0 ? 0 : Math.min(Math.max(scaled, Math.min(EDGE_RESERVE, room / 3)), room - Math.min(EDGE_RESERVE, room / 3));
  }

  /** Which line is at the upper edge when the bar is there. */
  toAnchor(scroll) {
    const { count } = this.#lines;
    if (this.exact) {
      const place = Math.floor(scroll / this.#lineHeight);
      return { number: this.#lines.numberAt(place), offset: scroll - place * this.#lineHeight };
    }
    const room = Math.max(1, this.length - this.#height);
    const place = Math.floor((scroll / room) * Math.max(0, count - this.#height / this.#lineHeight));
    return { number: this.#lines.numberAt(scroll >= room - 1 ? count : place), offset: 0 };
  }

  /** True where one cannot go on to scroll, though the log may. */
  atEdge(scroll) {
    return !this.exact && (scroll <= 1 || scroll >= this.length - this.#height - 1);
  }
}
