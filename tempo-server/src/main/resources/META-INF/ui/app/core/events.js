// Receives the server's events over one WebSocket for all pages of this browser tab. After a break it reconnects and
// emits `resync`, since missed events are not sent again. Where no WebSocket can be opened, as behind a proxy that
// does not pass them, it polls and emits `resync` every few seconds.

import { openSocket } from './api.js';
import { href } from './base-path.js';

const PING_MS = 30_000;
const FIRST_WAIT_MS = 300;
const MAX_WAIT_MS = 15_000;
const POLL_MS = 5_000;
const TRIES_BEFORE_POLLING = 3;

class Events extends EventTarget {
  #socket = null;
  #topics = new Map([
    ['runs', 1],
    ['jobs', 1],
  ]);
  #waitMs = FIRST_WAIT_MS;
  #timer = 0;
  #started = false;
  #wasOpen = false;
  #attempt = 0;
  #failures = 0;
  #pollTimer = 0;
  #resyncNeeded = false;

  /** `off`, `connecting`, `open`, `waiting`, or `polling` without a socket; changes are told by the event `state`. */
  state = 'off';

  /** Connects, and stays connected until {@link stop}. */
  start() {
    if (!this.#started) {
      this.#started = true;
      this.#connect();
    }
  }

  stop() {
    this.#started = this.#wasOpen = false;
    this.#attempt += 1;
    clearTimeout(this.#timer);
    this.#endPolling();
    this.#socket?.close();
    this.#setState('off');
  }

  /** Tries again at once instead of waiting. */
  retry() {
    if (this.#started && (this.state === 'waiting' || this.state === 'polling')) {
      clearTimeout(this.#timer);
      this.#waitMs = FIRST_WAIT_MS;
      this.#connect();
    }
  }

  /** Connects anew at once, as after a new log-in; without one, what the server ended stays ended. */
  renew() {
    if (this.#started && this.state !== 'open') {
      clearTimeout(this.#timer);
      this.#waitMs = FIRST_WAIT_MS;
      this.#connect();
    }
  }

  /** Subscribes to a topic such as `run:<id>`; returns a function that unsubscribes. */
  subscribe(topic) {
    this.#updateTopic(topic, 1);
    return () => this.#updateTopic(topic, -1);
  }

  /** Adds a listener for events of these types; returns a function that removes it. */
  on(types, callback) {
    const listener = (event) => callback(event.detail);
    types.forEach((type) => this.addEventListener(type, listener));
    return () => types.forEach((type) => this.removeEventListener(type, listener));
  }

  #updateTopic(topic, change) {
    const before = this.#topics.get(topic) ?? 0;
    const after = before + change;
    if (after > 0) {
      this.#topics.set(topic, after);
    } else {
      this.#topics.delete(topic);
    }
    if (before === 0 && after === 1) {
      this.#send({ subscribe: [topic] });
    } else if (before === 1 && after === 0) {
      this.#send({ unsubscribe: [topic] });
    }
  }

  async #connect() {
    const turn = (this.#attempt += 1);
    if (!this.#pollTimer) {
      this.#setState('connecting');
    }
    const socket = await openSocket('/ws').catch(() => null);
    if (turn !== this.#attempt) {
      socket?.close(); // stopped meanwhile
      return;
    }
    if (socket === null) {
      this.#closed();
      return;
    }
    const ping = setInterval(() => this.#send({ ping: 1 }), PING_MS);
    this.#socket = socket;
    socket.onopen = () => this.#opened();
    socket.onmessage = (event) => this.#receive(JSON.parse(event.data));
    socket.onclose = () => {
      clearInterval(ping);
      if (turn === this.#attempt) {
        this.#closed();
      }
    };
  }

  #opened() {
    this.#waitMs = FIRST_WAIT_MS;
    this.#failures = 0;
    const missed = this.#endPolling() || this.#resyncNeeded;
    this.#resyncNeeded = false;
    this.#setState('open');
    this.#send({ subscribe: [...this.#topics.keys()] });
    if (this.#wasOpen || missed) {
      this.#emit('resync', {});
    }
    this.#wasOpen = true;
  }

  #closed() {
    if (this.#started) {
      this.#failures++;
      this.#resyncNeeded = true; // also before it was ever open: a page may have been refused what it shows
      if (!this.#pollTimer) {
        this.#setState('waiting');
      }
      if (this.#failures >= TRIES_BEFORE_POLLING && !this.#pollTimer) {
        this.#pollTimer = setInterval(() => this.#pollServer(), POLL_MS);
        this.#pollServer();
      }
      this.#timer = setTimeout(() => this.#connect(), this.#waitMs);
      this.#waitMs = Math.min(this.#waitMs * 2, MAX_WAIT_MS);
    }
  }

  /** Has the pages read anew, if the server answers at all. */
  async #pollServer() {
    const answers = await fetch(href('/api/health')).then((answer) => answer.ok, () => false);
    if (this.#pollTimer) {
      this.#setState(answers ? 'polling' : 'waiting');
      if (answers && document.visibilityState === 'visible') {
        this.#emit('resync', {});
      }
    }
  }

  #endPolling() {
    const polled = this.#pollTimer !== 0;
    clearInterval(this.#pollTimer);
    this.#pollTimer = 0;
    return polled;
  }

  #receive(frame) {
    for (const message of Array.isArray(frame) ? frame : [frame]) {
      this.#emit(message.type, message);
    }
  }

  #emit(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  #send(message) {
    if (this.#socket?.readyState === WebSocket.OPEN) {
      this.#socket.send(JSON.stringify(message));
    }
  }

  #setState(state) {
    this.state = state;
    this.#emit('state', state);
  }
}

export const events = new Events();

addEventListener('online', () => events.retry());
document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && events.retry());
