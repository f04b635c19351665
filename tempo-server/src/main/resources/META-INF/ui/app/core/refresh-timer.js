// One timer for all elements whose text changes with time, as "5 min ago". An element says until when its text is correct
// and is updated then: all of them together at most once a second, and never while the tab is hidden.

const STEP_MS = 1_000;
const MAX_TIMEOUT_MS = 3_600_000;

const due = new Map();
let timer = 0;
let nextWakeAt = Infinity;

/**
 * Lit reactive controller that updates its element when its text becomes wrong. The element's `render` calls
 * {@link RefreshTimer#refreshAt} with that time in milliseconds; without a call there is no update.
 */
export class RefreshTimer {
  #host;
  #until = Infinity;

  constructor(host) {
    this.#host = host;
    host.addController(this);
  }

  refreshAt(instant) {
    this.#until = instant;
  }

  hostConnected() {
    this.#host.requestUpdate(); // what it says may have become old meanwhile
  }

  hostDisconnected() {
    due.delete(this.#host);
  }

  hostUpdate() {
    this.#until = Infinity;
  }

  hostUpdated() {
    if (this.#until === Infinity || !this.#host.isConnected) {
      due.delete(this.#host);
    } else {
      due.set(this.#host, this.#until);
      scheduleWake(this.#until);
    }
  }
}

/** Returns the number of elements that wait for an update. */
export const pendingCount = () => due.size;

/** Schedules the next wake-up at a whole second, so that changes within one second are made together. */
function scheduleWake(instant) {
  const at = Math.ceil(Math.max(instant, Date.now() + 1) / STEP_MS) * STEP_MS;
  if (at >= nextWakeAt || document.visibilityState === 'hidden') {
    return;
  }
  clearTimeout(timer);
  nextWakeAt = at;
  timer = setTimeout(wake, Math.min(at - Date.now(), MAX_TIMEOUT_MS));
}

function wake() {
  const now = Date.now();
  nextWakeAt = Infinity;
  let next = Infinity;
  for (const [host, until] of due) {
    if (until <= now) {
      due.delete(host);
      host.requestUpdate();
    } else {
      next = Math.min(next, until);
    }
  }
  if (next < Infinity) {
    scheduleWake(next);
  }
}

document.addEventListener('visibilitychange', () => {
  clearTimeout(timer);
  nextWakeAt = Infinity;
  if (document.visibilityState === 'visible') {
    wake();
  }
});
