// Follows the logs of many runs over one WebSocket. After a break it reconnects and skips lines that are sent again, by
// their numbers.

import { openSocket } from './api.js';

const PING_MS = 30_000;
const FIRST_WAIT_MS = 500;
const MAX_WAIT_MS = 10_000;

export class LiveTail {
  #query;
  #handlers;
  #socket = null;
  #closed = false;
  #waitMs = FIRST_WAIT_MS;
  #timer = 0;
  #lastLines = new Map();

  /**
   * @param {object} query what to follow, as the API has it
   * @param {{messages: Function, state: Function}} handlers `messages(list)`: what came, each line once;
   *     `state(connected)`: whether the socket is open
   */
  constructor(query, handlers) {
    this.#query = query;
    this.#handlers = handlers;
    this.#connect();
  }

  close() {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#socket?.close();
  }

  async #connect() {
    const socket = await openSocket('/api/logs/tail', this.#query).catch(() => null);
    if (this.#closed) {
      socket?.close();
    } else if (socket === null) {
      this.#reconnect();
    } else {
      this.#listen(socket);
    }
  }

  #listen(socket) {
    this.#socket = socket;
    const ping = setInterval(() => socket.readyState === WebSocket.OPEN && socket.send('{"ping":1}'), PING_MS);
    socket.onopen = () => {
      this.#waitMs = FIRST_WAIT_MS;
      this.#handlers.state(true);
    };
    socket.onmessage = (event) => !this.#closed && this.#receive(JSON.parse(event.data));
    socket.onclose = () => {
      clearInterval(ping);
      this.#reconnect();
    };
  }

  #receive(frame) {
    const fresh = [frame].flat().filter((message) => message.type !== 'log' || message.lineNumber > (this.#lastLines.get(message.runId) ?? 0));
    for (const message of fresh) {
      if (message.type === 'log') {
        this.#lastLines.set(message.runId, message.lineNumber);
      }
    }
    this.#handlers.messages(fresh);
  }

  #reconnect() {
    if (!this.#closed) {
      this.#handlers.state(false);
      this.#timer = setTimeout(() => this.#connect(), this.#waitMs);
      this.#waitMs = Math.min(this.#waitMs * 2, MAX_WAIT_MS);
    }
  }
}
