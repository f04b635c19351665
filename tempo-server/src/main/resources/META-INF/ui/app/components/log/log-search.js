import { get, withQuery } from '../../core/api.js';
import { lineText, matchRanges } from './line-row.js';

const PAGE_SIZE = 1_000;

/**
 * Searches one run's log: by the server's index, and in the last lines from the socket, which the index may not have
 * yet. The result is a list of line numbers, newest first from the server; earlier pages are loaded on demand.
 */
export class LogSearch {
  #lines;
  #changed;
  #text = '';
  #numbers = [];
  #cursor = null;
  #request = null;

  /** Whether something is being looked for. */
  busy = false;

  /** Why it cannot be looked for; null if it can. */
  error = null;

  /** The line that was gone to last; 0 for none. */
  current = 0;

  constructor(lines, changed) {
    this.#lines = lines;
    this.#changed = changed;
  }

  get text() {
    return this.#text;
  }

  /** How many lines are found so far. */
  get count() {
    return this.#numbers.length;
  }

  /** True if there may be more than {@link count}. */
  get more() {
    return this.#cursor !== null;
  }

  /** Which of the lines that are found {@link current} is, from 1; 0 for none. */
  get place() {
    return this.#numbers.indexOf(this.current) + 1;
  }

  /** Looks for a text; an empty one ends it. */
  async find(text) {
    this.#request?.abort();
    this.#text = text;
    this.#numbers = [];
    this.#cursor = null;
    this.current = 0;
    this.error = null;
    if (text) {
      await this.#load();
      this.offer(this.#lines.tail);
    }
    this.#changed();
  }

  /** Looks at lines that are new. */
  offer(lines) {
    const last = this.#numbers.at(-1) ?? 0;
    const found = lines.filter((line) => this.#text && line.lineNumber > last && matchRanges(lineText(line), this.#text).length > 0);
    this.#numbers.push(...found.map((line) => line.lineNumber));
  }

  /** The next line from here that has it, round the end if need be; 0 if there is none. */
  async next(from) {
    const start = this.current ? this.current + 1 : from;
    return this.#go(this.#numbers.find((number) => number >= start) ?? this.#numbers[0]);
  }

  /** The line before. */
  async previous(from) {
    const start = this.current || from;
    let found = this.#numbers.findLast((number) => number < start);
    while (found === undefined && this.more && !this.error) {
      await this.#load();
      found = this.#numbers.findLast((number) => number < start);
    }
    return this.#go(found ?? this.#numbers.at(-1));
  }

  #go(number) {
    this.current = number ?? 0;
    this.#changed();
    return this.current;
  }

  /** A page more; the server tells the newest first. */
  async #load() {
    const request = new AbortController();
    this.#request = request;
    this.busy = true;
    this.#changed();
    try {
      const query = { run: this.#lines.runId, q: this.#text, limit: PAGE_SIZE, cursor: this.#cursor };
      const { hits, nextCursor } = await get(withQuery('/api/search/logs', query), { signal: request.signal });
      const all = new Set([...hits.map((hit) => hit.lineNumber), ...this.#numbers]);
      this.#numbers = [...all].sort((a, b) => a - b);
      this.#cursor = nextCursor;
    } catch (error) {
      if (!request.signal.aborted) {
        this.error = error;
      }
    } finally {
      if (request === this.#request) {
        this.busy = false;
      }
    }
  }
}
