import { isAtLeast } from './log-level.js';

export const STREAMS = ['stdout', 'stderr', 'system'];

/** Which lines of a log are shown: those of some streams, from a level on. */
export class LineFilter {
  /** The streams that are shown. */
  streams = new Set(STREAMS);

  /** The level from which on lines are shown; null for all, also those without one. */
  level = null;

  /** Whether not all lines are shown. */
  get active() {
    return this.#someStreams || this.level !== null;
  }

  get #someStreams() {
    return this.streams.size < STREAMS.length;
  }

  isShown(line) {
    return this.streams.has(line.stream) && (this.level === null || isAtLeast(this.level, line));
  }

  /** The filter as the server's query parameters. */
  get query() {
    return { stream: this.#someStreams ? [...this.streams].join(',') : '', level: this.level };
  }
}
