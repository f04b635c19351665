// Stores the viewed position of a log per history entry, so that going back restores it.

import { loadState, saveState } from '../../core/history-state.js';

const DEBOUNCE_MS = 150;

/** The viewed position of one log: `{ number, offset }` as the view has it, or `{ end: true }`. */
export class ScrollMemory {
  #runId;
  #timer = 0;

  constructor(runId) {
    this.#runId = runId;
  }

  /** Where one looked when one was here before; undefined if one was not. */
  get before() {
    const place = loadState('log');
    return place?.runId === this.#runId ? place : undefined;
  }

  /** Keeps a place, soon: one may be on the way to another. */
  note(place) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => saveState('log', { ...place, runId: this.#runId }), DEBOUNCE_MS);
  }

  close() {
    clearTimeout(this.#timer);
  }
}
