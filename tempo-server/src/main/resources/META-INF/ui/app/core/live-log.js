// Follows the log of one run over a WebSocket. After a break it reconnects and continues after the last line that it
// has received, so that no line is lost or duplicated. Where no WebSocket can be opened it polls every few seconds.

import { get, openSocket } from './api.js';
import { TERMINAL_STATUSES } from './run-status.js';

const PING_MS = 30_000;
const FIRST_WAIT_MS = 250;
const MAX_WAIT_MS = 10_000;
const POLL_MS = 3_000;
const TRIES_BEFORE_POLLING = 3;
const PAGE_SIZE = 1_000;
const noop = () => {};

export class LiveLog {
  #runId;
  #handlers;
  #lastLine;
  #socket = null;
  #closed = false;
  #waitMs = FIRST_WAIT_MS;
  #timer = 0;
  #failures = 0;

  /**
   * @param {string} runId
   * @param {{after?: number, lines?: Function, open?: Function, gap?: Function, metric?: Function, status?: Function}} options
   *     `after`: the last line that is already there; `lines(list)`: further lines, in order, each once;
   *     `open(line)`: how a line stands that has not ended; what comes next of that number takes its place;
   *     `gap({from, to})`: lines that were passed over, to be read over HTTP; `metric(sample)`; `status(status)`
   */
  constructor(runId, { after = 0, lines = noop, open = noop, gap = noop, metric = noop, status = noop }) {
    this.#runId = runId;
    this.#lastLine = after;
    this.#handlers = { lines, open, gap, metric, status };
    this.#connect();
  }

  close() {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#socket?.close();
  }

  async #connect() {
    const socket = await openSocket(`/api/runs/${this.#runId}/logs/live`, { after: this.#lastLine, open: true }).catch(() => null);
    if (socket === null) {
      this.#reconnect();
      return;
    }
    if (this.#closed) {
      socket.close();
      return;
    }
    const ping = setInterval(() => socket.readyState === WebSocket.OPEN && socket.send('{"ping":1}'), PING_MS);
    this.#socket = socket;
    socket.onmessage = (event) => !this.#closed && this.#receive(JSON.parse(event.data));
    socket.onclose = () => {
      clearInterval(ping);
      this.#reconnect();
    };
  }

  #receive(frame) {
    this.#waitMs = FIRST_WAIT_MS;
    this.#failures = 0;
    let lines = [];
    for (const message of Array.isArray(frame) ? frame : [frame]) {
      if (message.type === 'log' && !message.open) {
        lines.push(message);
      } else {
        this.#deliver(lines);
        lines = [];
        this.#onMessage(message);
      }
    }
    this.#deliver(lines);
  }

  #deliver(lines) {
    const fresh = lines.filter((line) => line.lineNumber > this.#lastLine);
    if (fresh.length > 0) {
      this.#lastLine = fresh.at(-1).lineNumber;
      this.#handlers.lines(fresh);
    }
  }

  #onMessage(message) {
    switch (message.type) {
      case 'log':
        if (message.lineNumber > this.#lastLine) {
          this.#handlers.open(message);
        }
        break;
      case 'gap':
        this.#lastLine = Math.max(this.#lastLine, message.to);
        this.#handlers.gap(message);
        break;
      case 'metric':
        this.#handlers.metric(message);
        break;
      case 'status':
        this.#closed ||= TERMINAL_STATUSES.has(message.status);
        this.#handlers.status(message);
        break;
      default: // of a newer server
    }
  }

  async #reconnect() {
    if (++this.#failures >= TRIES_BEFORE_POLLING && !this.#closed) {
      await this.#poll().catch(() => {}); // then the next time
      this.#waitMs = POLL_MS;
    }
    if (!this.#closed) {
      this.#timer = setTimeout(() => this.#connect(), this.#waitMs);
      this.#waitMs = Math.min(this.#waitMs * 2, MAX_WAIT_MS);
    }
  }

  /** Reads what has come since, and how the run stands. */
  async #poll() {
    const run = await get(`/api/runs/${this.#runId}`);
    let page;
    do {
      page = await get(`/api/runs/${this.#runId}/logs?from=${this.#lastLine + 1}&limit=${PAGE_SIZE}`);
      if (this.#closed) {
        return;
      }
      this.#deliver(page.lines);
    } while (page.lines.length === PAGE_SIZE);
    if (!TERMINAL_STATUSES.has(run.status) || page.complete) {
      this.#onMessage({ type: 'status', status: run.status, exitCode: run.exitCode, duration: run.duration });
    }
  }
}
