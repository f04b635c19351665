import { get, withQuery } from '../../core/api.js';
import { partitionPoint } from './binary-search.js';

const PAGE_SIZE = 1_000;
const MAX_LINES = 20_000;
const RETRY_MS = 1_000;

/**
 * A view of `LogLines` in which ranges of lines are folded; it has the same interface for {@link LogView}. Millions of
 * lines may be folded between two visible ones, so lines are cached by number and only visible ones are requested.
 */
export class FoldedLines {
  #lines;
  #changed;
  #ranges;
  #before; // how many lines are hidden before each range
  #hidden;
  #cache;
  #busy = null;
  #retry = 0;

  error = null;

  /**
   * @param lines all lines
   * @param ranges those that are folded away, `[from, to]`, in order
   * @param former the same log folded in another way; what it has is taken over
   */
  constructor(lines, ranges, changed, former = null) {
    this.#lines = lines;
    this.#changed = changed;
    this.#ranges = ranges;
    this.#cache = former ? former.#cache : new Map();
    former?.close();
    let hidden = 0;
    this.#before = ranges.map(([from, to]) => {
      const before = hidden;
      hidden += to - from + 1;
      return before;
    });
    this.#hidden = hidden;
  }

  close() {
    this.#busy?.abort();
    clearTimeout(this.#retry);
    this.#changed = () => {};
  }

  get runId() {
    return this.#lines.runId;
  }

  get total() {
    return this.#lines.total;
  }

  get known() {
    return this.#lines.known;
  }

  get open() {
    return this.#lines.open;
  }

  get filtered() {
    return false;
  }

  get whole() {
    return false;
  }

  get count() {
    return Math.max(0, this.total - this.#hidden);
  }

  /** How many shown lines come before a line. */
  before(number) {
    const place = this.#rangeBefore(number);
    if (place < 0) {
      return Math.max(0, number - 1);
    }
    const [from, to] = this.#ranges[place];
    return number - 1 - this.#before[place] - (Math.min(to + 1, number) - from);
  }

  /** The number of the line before which so many shown ones come. */
  numberAt(place) {
    const shown = Math.max(0, Math.min(place, this.count - 1));
    const earlier = partitionPoint(this.#ranges.length, (i) => this.#ranges[i][0] - this.#before[i] <= shown + 1);
    const last = this.#ranges[earlier - 1];
    return shown + 1 + (last ? this.#before[earlier - 1] + last[1] - last[0] + 1 : 0);
  }

  /** As `LogLines.around`. */
  around(number, before, after) {
    if (this.count === 0) {
      return { rows: this.open ? [this.open] : [], first: true, last: true };
    }
    const middle = Math.min(this.before(number), this.count - 1);
    const [from, to] = [Math.max(0, middle - before), Math.min(this.count - 1, middle + after)];
    const tail = new Map(this.#lines.tail.map((line) => [line.lineNumber, line]));
    const rows = [];
    let missing = 0;
    for (let place = from, at = this.numberAt(from); place <= to; place += 1, at = this.#next(at)) {
      const line = tail.get(at) ?? this.#cache.get(at);
      missing ||= line ? 0 : at;
      rows.push(line ?? { lineNumber: at, content: null, stream: 'stdout' });
    }
    if (missing) {
      this.#request(missing, number);
    }
    const last = to === this.count - 1;
    return { rows: last && this.open ? [...rows, this.open] : rows, first: from === 0, last };
  }

  #next(number) {
    const range = this.#ranges[this.#rangeBefore(number + 2)];
    return range && range[0] === number + 1 ? range[1] + 1 : number + 1;
  }

  /** The place of the last range that begins before a line; -1 if none does. */
  #rangeBefore(number) {
    return partitionPoint(this.#ranges.length, (i) => this.#ranges[i][0] < number) - 1;
  }

  /** Asks for lines from one on, as far as none is folded away; one request at a time. */
  #request(from, view) {
    if (this.#busy || this.#retry || this.error) {
      return;
    }
    const following = this.#ranges[this.#rangeBefore(from + 1) + 1];
    const limit = Math.max(1, Math.min(PAGE_SIZE, following ? following[0] - from : PAGE_SIZE));
    const request = new AbortController();
    this.#busy = request;
    get(withQuery(`/api/runs/${this.runId}/logs`, { from, limit }), { signal: request.signal }).then(
      ({ lines, total }) => {
        this.#busy = null;
        this.#lines.total = Math.max(this.#lines.total, total);
        lines.forEach((line) => this.#cache.set(line.lineNumber, line));
        this.#evict(view);
        if (lines.length === 0) {
          this.#retryLater(); // the socket has told of them, and they are not stored yet
        }
        this.#changed();
      },
      (error) => {
        this.#busy = null;
        if (request.signal.aborted) {
          return;
        }
        if (error.status && error.status < 500) {
          this.error = error;
          this.#changed();
        } else {
          this.#retryLater();
        }
      },
    );
  }

  #retryLater() {
    this.#retry = setTimeout(() => {
      this.#retry = 0;
      this.#changed();
    }, RETRY_MS);
  }

  /** Lets go of what is farthest from where somebody looks. */
  #evict(view) {
    if (this.#cache.size > MAX_LINES) {
      const far = [...this.#cache.keys()].sort((a, b) => Math.abs(b - view) - Math.abs(a - view));
      far.slice(0, this.#cache.size - MAX_LINES / 2).forEach((number) => this.#cache.delete(number));
    }
  }
}
