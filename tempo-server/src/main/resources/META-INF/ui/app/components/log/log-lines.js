import { get, withQuery } from '../../core/api.js';
import { partitionPoint } from './binary-search.js';
import { LineFilter } from './line-filter.js';
import { LineRequests } from './line-requests.js';

const PAGE_SIZE = 1_000;
const MAX_LINES = 20_000;
const MAX_REQUEST = 10_000;
const MAX_TAIL = 5_000;
const MAX_LOOKED_AT = 20_000; // by one answer, where lines are chosen by their level

/**
 * A window onto the lines of one run's log. It holds one contiguous range, `#from` to `#to`, of the selected streams'
 * lines; the range grows where it is viewed, is cut at the far end, and is replaced after a jump. So memory is bounded
 * whatever the log's length.
 *
 * The last lines from the socket are kept besides, since the store may not have them yet.
 */
export class LogLines {
  #runId;
  #changed;
  #filter = new LineFilter();
  #from = 1;
  #to = 0;
  #lines = [];
  #tail = [];
  #open = null;
  #view = 1;
  #span = PAGE_SIZE;
  #requests = new LineRequests(() => this.#changed());

  total = 0; // how many lines there are, of all streams; 0 before it is known
  known = false; // whether total is
  kept = true; // whether the log was, and not over a quota

  /** @param changed called when there is something new to show */
  constructor(runId, changed) {
    this.#runId = runId;
    this.#changed = changed;
  }

  /** Learns how long the log is. */
  async measure() {
    const { total, kept } = await get(this.#path(1, 1));
    this.kept = kept !== false;
    this.total = Math.max(this.total, total);
    this.known = true;
    this.#changed();
  }

  close() {
    this.#requests.abort();
    this.#changed = () => {};
  }

  /** Why the server refuses the lines; null if it does not. */
  get error() {
    return this.#requests.error;
  }

  get runId() {
    return this.#runId;
  }

  /** The streams that are shown. */
  get streams() {
    return this.#filter.streams;
  }

  set streams(wanted) {
    this.#filter.streams = new Set(wanted);
    this.#reset();
  }

  /** The level from which on lines are shown; null for all. */
  get level() {
    return this.#filter.level;
  }

  set level(wanted) {
    this.#filter.level = wanted;
    this.#reset();
  }

  get filtered() {
    return this.#filter.active;
  }

  /** True if every line that is shown is at hand. */
  get whole() {
    return this.#from === 1 && this.#to >= this.total;
  }

  /** How many lines there are to show; with a filter, at most, until {@link whole}. */
  get count() {
    return this.whole ? this.#lines.length : this.total;
  }

  /** How many shown lines come before a line; an estimate with a filter. */
  before(number) {
    return this.whole ? indexOf(this.#lines, number) : Math.max(0, number - 1);
  }

  /** The number of the line before which so many shown ones come. */
  numberAt(place) {
    const whole = this.whole && this.#lines.length > 0;
    return whole ? this.#lines[Math.min(place, this.#lines.length - 1)].lineNumber : Math.min(place + 1, Math.max(1, this.total));
  }

  /** The last lines that came over the socket. */
  get tail() {
    return this.#tail;
  }

  /**
   * Lines around one, as many as are at hand; asks for the rest. Lines that have not come yet have no content.
   * `first` and `last` say whether no lines are shown before and after.
   */
  around(number, before, after) {
    this.#view = number;
    if (this.known && this.total > 0 && !(number >= this.#from && number <= this.#to)) {
      this.#requests.start((signal) => this.#loadAround(number, signal));
      return { rows: this.#placeholders(number - before, number + after), first: false, last: false };
    }
    const place = indexOf(this.#lines, number);
    const up = place - before < 0 && this.#from > 1;
    const down = place + after >= this.#lines.length && this.#to < this.total;
    if (up || down) {
      this.#requests.start((signal) => (down ? this.#loadAfter(signal) : this.#loadBefore(signal)));
    }
    const rows = this.#lines.slice(Math.max(0, place - before), place + after + 1);
    const last = place + after + 1 >= this.#lines.length && this.#to >= this.total;
    return {
      rows: [
        ...(up ? this.#placeholders(number - before, this.#from - 1) : []),
        ...rows,
        ...(down ? this.#placeholders(this.#to + 1, number + after) : []),
        ...(last && this.open ? [this.open] : []),
      ],
      first: place - before <= 0 && this.#from === 1,
      last,
    };
  }

  /** Takes how a line stands that has not ended; it is shown behind all others. */
  showOpen(line) {
    [this.known, this.#open] = [true, line];
    this.#changed();
  }

  /** The line that has not ended; null if there is none, or it is not wanted. */
  get open() {
    return this.#open && this.#open.lineNumber > this.total && this.#filter.isShown(this.#open) ? this.#open : null;
  }

  /** Takes lines that are new at the end. */
  append(lines) {
    this.known = true;
    this.total = Math.max(this.total, lines.at(-1).lineNumber);
    const follows = this.#tail.length > 0 && this.#tail.at(-1).lineNumber === lines[0].lineNumber - 1;
    this.#tail = (follows ? this.#tail.concat(lines) : lines).slice(-MAX_TAIL);
    if (lines[0].lineNumber === this.#to + 1) {
      this.#lines.push(...lines.filter((line) => this.#filter.isShown(line)));
      this.#to = lines.at(-1).lineNumber;
      this.#evict();
    }
    this.#changed();
  }

  /** Learns of lines that have not come over the socket; they are read when somebody looks. */
  skip(to) {
    this.known = true;
    this.total = Math.max(this.total, to);
    this.#tail = [];
    this.#changed();
  }

  /** Reads lines, whatever is at hand and shown; for copying. */
  async read(from, to) {
    const read = [];
    for (let next = from; next <= to; ) {
      const { lines } = await get(withQuery(`/api/runs/${this.#runId}/logs`, { from: next, limit: Math.min(MAX_REQUEST, to - next + 1) }));
      if (lines.length === 0) {
        break;
      }
      read.push(...lines);
      next = lines.at(-1).lineNumber + 1;
    }
    return read;
  }

  #placeholders(from, to) {
    if (this.filtered) {
      return [];
    }
    const first = Math.max(1, from);
    const length = Math.max(0, Math.min(to, this.total) - first + 1);
    return Array.from({ length }, (_, i) => ({ lineNumber: first + i, content: null, stream: 'stdout' }));
  }

  // ---- reading ----

  async #loadAround(number, signal) {
    const from = Math.max(1, number - Math.floor(PAGE_SIZE / 2));
    let read = await this.#read(from, PAGE_SIZE, signal);
    if (read && read.next <= number && read.next <= this.total) {
      read = await this.#read(number, PAGE_SIZE, signal); // lines so long that the answer ended before
    }
    if (read) {
      this.#lines = read.lines;
      this.#from = read.from;
      this.#to = Math.max(read.next - 1, read.from - 1);
      this.#span = PAGE_SIZE;
      this.#retryIfEmpty(read);
    }
  }

  async #loadAfter(signal) {
    const read = await this.#read(this.#to + 1, PAGE_SIZE, signal);
    if (read && read.from === this.#to + 1) {
      this.#lines.push(...read.lines);
      this.#to = Math.max(this.#to, read.next - 1);
      this.#retryIfEmpty(read);
      this.#evict();
    }
  }

  async #loadBefore(signal) {
    const before = this.#from;
    const from = Math.max(1, before - Math.min(this.#span, this.level ? MAX_LOOKED_AT : Infinity));
    const read = await this.#read(from, Math.min(MAX_REQUEST, before - from), signal);
    if (!read || before !== this.#from) {
      return;
    }
    const earlier = read.lines.filter((line) => line.lineNumber < before);
    if (read.next < before && earlier.length > 0) {
      this.#span = Math.max(1, Math.floor(this.#span / 4)); // more than one answer holds
      return;
    }
    this.#lines = earlier.concat(this.#lines);
    this.#from = from;
    this.#span = earlier.length < PAGE_SIZE / 4 ? this.#span * 4 : Math.max(PAGE_SIZE, Math.floor(this.#span / 2));
    this.#evict();
  }

  /** A stretch from a line on: `next` is the first that is not part of it. Null if it is not wanted any more. */
  async #read(from, limit, signal) {
    if (signal.aborted) {
      return null;
    }
    if (this.#tail.length > 0 && this.#tail[0].lineNumber <= from) {
      const held = this.#tail.filter((line) => line.lineNumber >= from).slice(0, limit);
      return { from, next: held.length > 0 ? held.at(-1).lineNumber + 1 : from, lines: held.filter((line) => this.#filter.isShown(line)) };
    }
    const { lines, nextLine, total } = await get(this.#path(from, limit), { signal });
    if (signal.aborted) {
      return null;
    }
    this.total = Math.max(this.total, total);
    // Nothing of the wanted streams from here on, or lines of which the socket told and that are not stored yet.
    const next = lines.length > 0 || this.level ? nextLine : this.filtered ? total + 1 : from;
    return { from, next, lines };
  }

  #retryIfEmpty({ from, next }) {
    return next === from && this.#to < this.total && this.#requests.retryLater();
  }

  #path(from, limit) {
    return withQuery(`/api/runs/${this.#runId}/logs`, { from, limit, ...this.#filter.query });
  }

  #reset() {
    this.#requests.abort();
    this.#lines = [];
    this.#from = Math.max(1, this.#view);
    this.#to = this.#from - 1;
    this.#requests.error = null;
    this.#changed();
  }

  /** Lets go of what is farthest from where somebody looks. */
  #evict() {
    const excess = this.#lines.length - MAX_LINES;
    if (excess <= 0) {
      return;
    }
    if (indexOf(this.#lines, this.#view) > this.#lines.length / 2) {
      this.#lines = this.#lines.slice(excess);
      this.#from = this.#lines[0].lineNumber;
    } else {
      this.#lines = this.#lines.slice(0, MAX_LINES);
      this.#to = this.#lines.at(-1).lineNumber;
    }
  }
}

/** Finds the first line of this number or a later one. */
const indexOf = (lines, number) => partitionPoint(lines.length, (i) => lines[i].lineNumber < number);
