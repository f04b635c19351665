// Where in a log somebody looked, kept at the entry of the browser's history, so that going back leads there.

import { keep, kept } from '../../core/places.js';

const CALM_MS = 150;

/** What was looked at of one log: `{ number, offset }` as the view has it, or `{ end: true }`. */
export class Seen {
  #runId;
  #timer = 0;

  constructor(runId) {
    this.#runId = runId;
  }

  /** Where one looked when one was here before; undefined if one was not. */
  get before() {
    const place = kept('log');
    return place?.runId === this.#runId ? place : undefined;
  }

  /** Keeps a place, soon: one may be on the way to another. */
  note(place) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => keep('log', { ...place, runId: this.#runId }), CALM_MS);
  }

  close() {
    clearTimeout(this.#timer);
  }
}
