import { html } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { LightElement } from '../light-element.js';
import { copySelection } from './copy.js';
import { lineRow } from './line-row.js';
import { RenderedRows } from './rendered-rows.js';
import { VirtualScroll } from './virtual-scroll.js';

const DEBOUNCE_MS = 150;

/**
 * The part of a log that is in sight. Only those lines are in the document, and a few around them, so that a
 * long log costs no more than a short one.
 *
 * Where somebody looks is an anchor: a line, and how many pixels of it are above the upper edge. The
 * scroll bar follows the anchor by the scale of {@link VirtualScroll}; lines are laid out around the anchor as high as they
 * happen to be. So lines may be of any height, and of any number, though browsers limit the height of elements.
 */
class LogView extends LightElement {
  static properties = {
    lines: { attribute: false },
    marks: { attribute: false },
    run: { attribute: false },
    options: { attribute: false },
    needle: {},
    current: { type: Number },
    mark: { attribute: false },
    since: { attribute: false },
    label: {},
  };

  /** Whether new lines are scrolled to. */
  following = false;

  #anchor = { number: 1, offset: 0 };
  #virtualScroll = new VirtualScroll();
  #rows = new RenderedRows(this);
  #scrolled = 0;
  #height = 0;
  #downwards = false;
  #stale = true;
  #idle = 0;
  #resize = new ResizeObserver(() => this.requestUpdate());

  constructor() {
    super();
    this.options = { wrap: false, time: 'off' };
    this.mark = null;
    this.addEventListener('scroll', () => this.#onScroll());
    this.addEventListener('keydown', this.#onKey);
    this.addEventListener('click', this.#onClick);
    this.addEventListener('copy', copySelection);
  }

  connectedCallback() {
    super.connectedCallback();
    this.tabIndex = 0;
    this.setAttribute('role', 'log');
    this.setAttribute('aria-live', 'off'); // thousands of lines a second are not to be read aloud
    this.#resize.observe(this);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#resize.disconnect();
    clearTimeout(this.#idle);
  }

  /** The line at the upper edge. */
  get topLine() {
    return this.#anchor.number;
  }

  /** Shows a line, some way below the upper edge. */
  showLine(number) {
    this.#place({ number, offset: -Math.round(this.clientHeight / 3) });
  }

  /** The place at the upper edge, as {@link showAt} takes it; whoever follows the end is at the last line. */
  get place() {
    return this.following ? { number: Math.max(1, this.lines.total), offset: 0 } : this.#anchor;
  }

  /** Looks at the same place as another log; that is told to nobody. */
  showAt({ number, offset }) {
    this.#place({ number: Math.max(1, Math.min(number, this.lines.total)), offset });
  }

  /** Shows a place that was looked at before, though it may not be known yet how long the log is. */
  showAgain({ number, offset }) {
    this.#place({ number, offset });
  }

  /** Shows the beginning. */
  showStart() {
    this.#place({ number: 1, offset: 0 });
  }

  /** Shows the end, and stays there. */
  showEnd() {
    this.#follow(true);
    this.requestUpdate();
  }

  willUpdate() {
    const height = this.clientHeight || 600;
    this.#virtualScroll.measure(height, this.lines, this.options.wrap);
    const margin = Math.ceil((2 * height) / this.#virtualScroll.lineHeight);
    if (this.following) {
      this.#anchor = { number: this.lines.numberAt(this.lines.count), offset: 0 };
    }
    this.#rows.shown = this.lines.around(this.#anchor.number, margin, this.following ? 0 : margin + Math.ceil(margin / 2));
  }

  render() {
    const { rows } = this.#rows.shown;
    const { time } = this.options;
    return html`<div class="space"></div><div class="window ${this.options.wrap ? 'wrapped' : ''}">
      ${repeat(
        rows,
        (line) => line.lineNumber,
        (line) =>
          lineRow(line, {
            time,
            since: this.since,
            needle: this.needle,
            current: line.lineNumber === this.current,
            marked: this.mark !== null && line.lineNumber >= this.mark.from && line.lineNumber <= this.mark.to,
            marks: this.marks,
            run: this.run,
          }),
      )}
    </div>`;
  }

  updated(changed) {
    this.setAttribute('aria-label', this.label ?? '');
    // Positions are set by script: the page's policy forbids style attributes.
    this.style.setProperty('--digits', String(Math.max(3, String(this.lines.total).length)));
    if (this.options.wrap && !this.#rows.isLoading) {
      this.#virtualScroll.learn(this.#rows.element.offsetHeight, this.#rows.count);
    }
    this.#stale ||= changed.has('options') || changed.has('lines');
    this.firstElementChild.style.height = `${this.#virtualScroll.length}px`;
    this.#height = this.clientHeight;
    this.#scrolled = this.scrollTop; // a space that shrinks may move it
    if (this.following) {
      this.#layEnd();
    } else {
      this.#layAnchor();
    }
  }

  #layEnd() {
    const room = Math.max(this.#virtualScroll.length, this.clientHeight);
    const height = this.#rows.element.offsetHeight;
    this.#rows.moveTo(height < this.clientHeight ? 0 : room - height);
    this.#scrollTo(room);
    const top = height - this.clientHeight;
    this.#anchor = this.#rows.anchorAt(Math.max(0, top)) ?? this.#anchor;
  }

  #layAnchor() {
    const anchorRow = this.#rows.rowOf(this.#anchor.number);
    if (!anchorRow) {
      this.#rows.moveTo(this.scrollTop);
      return;
    }
    const isLoading = this.#rows.isLoading;
    const top = this.#rows.clamp(anchorRow.offsetTop + this.#anchor.offset);
    if (!isLoading) {
      this.#anchor = this.#rows.anchorAt(top);
    }
    if (this.#stale || this.#virtualScroll.exact) {
      this.#stale = isLoading;
      this.#scrollTo(this.#virtualScroll.toScroll(this.#anchor, this.#rows.isAtEnd(top)));
    }
    this.#rows.moveTo(this.scrollTop - top);
    if (this.#downwards && !isLoading && this.#rows.isAtEnd(top)) {
      this.#follow(true);
    }
  }

  #scrollTo(top) {
    if (Math.abs(this.scrollTop - top) >= 1) {
      this.scrollTop = top; // only then: it would end a smooth movement that is under way
    }
    this.#scrolled = this.scrollTop;
  }

  /** Looks elsewhere. */
  #place(anchor) {
    this.#follow(false);
    this.#downwards = false;
    this.#stale = true;
    this.#anchor = anchor;
    this.#look();
    this.requestUpdate();
  }

  #look() {
    this.dispatchEvent(new CustomEvent('look', { detail: this.#anchor }));
  }

  // ---- what people do ----

  #onScroll() {
    if (this.clientHeight !== this.#height) {
      this.requestUpdate(); // a window that becomes higher scrolls, too; nobody has
      return;
    }
    const moved = this.scrollTop - this.#scrolled;
    this.#scrolled = this.scrollTop;
    if (moved === 0 || this.#rows.count === 0) {
      return;
    }
    if (this.#virtualScroll.exact || Math.abs(moved) > 3 * this.clientHeight) {
      this.#anchor = this.#virtualScroll.toAnchor(this.scrollTop);
    } else {
      this.#moveBy(moved);
    }
    this.#downwards = moved > 0;
    this.#follow(this.following && this.#downwards);
    this.dispatchEvent(new CustomEvent('place', { detail: this.#anchor, bubbles: true }));
    if (!this.following) {
      this.#look();
    }
    this.requestUpdate();
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => this.#resync(), DEBOUNCE_MS);
    if (this.#virtualScroll.atEdge(this.scrollTop)) {
      this.updateComplete.then(() => this.#resync());
    }
  }

  /** A little way: by the lines that are there, as high as they are. */
  #moveBy(pixels) {
    const from = this.#rows.rowOf(this.#anchor.number);
    this.#anchor = this.#rows.anchorAt(this.#rows.clamp(from.offsetTop + this.#anchor.offset + pixels));
  }

  #follow(follow) {
    if (this.following !== follow) {
      this.following = follow;
      this.dispatchEvent(new CustomEvent('follow', { detail: follow }));
    }
  }

  /** Puts the scroll bar where the anchor is in the whole log; nothing moves on the page. */
  #resync() {
    if (this.following || this.#virtualScroll.exact || !this.isConnected || this.#rows.count === 0) {
      return;
    }
    const anchorRow = this.#rows.rowOf(this.#anchor.number);
    const top = anchorRow.offsetTop + this.#anchor.offset;
    this.#scrollTo(this.#virtualScroll.toScroll(this.#anchor, this.#rows.isAtEnd(top)));
    this.#rows.moveTo(this.scrollTop - top);
  }

  #onKey(event) {
    if (event.target !== this || event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    if (event.key === 'End') {
      event.preventDefault();
      this.showEnd();
    } else if (event.key === 'Home') {
      event.preventDefault();
      this.showStart();
    }
  }

  #onClick(event) {
    const fold = event.target.closest('button.fold');
    if (fold) {
      const group = this.marks.groupAt(Number(fold.closest('.line').dataset.line));
      this.dispatchEvent(new CustomEvent('fold', { detail: { group, folded: fold.getAttribute('aria-expanded') === 'true' } }));
      return;
    }
    const link = event.target.closest('a.number');
    if (link) {
      event.preventDefault();
      event.stopPropagation();
      const number = Number(link.closest('.line').dataset.line);
      this.dispatchEvent(new CustomEvent('mark', { detail: { number, extend: event.shiftKey } }));
    }
  }
}

customElements.define('tempo-log-view', LogView);
