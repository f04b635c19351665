// One clock for all that says how far something is, or how long it takes. A part tells until when its text is right,
// and is rendered again then: at most once a second for all parts together, and not at all while nobody looks.

const STEP_MS = 1_000;
const MAX_TIMEOUT_MS = 3_600_000;

const due = new Map();
let timer = 0;
let nextWakeAt = Infinity;

/**
 * Keeps a Lit element up to date. Its `render` calls {@link RefreshTimer#refreshAt} with the instant in milliseconds from
 * which its text is another; without a call it stays as it is.
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

/** How many parts wait for their texts to change. */
export const pendingCount = () => due.size;

/** Wakes at the first whole second from an instant on, so that what changes within one second changes together. */
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
