// Follows the log of a run over a WebSocket. When the connection breaks it comes back and goes on after
// the last line it has, so that no line is lost or doubled.

const FINAL = new Set(['success', 'failure', 'timeout', 'cancelled', 'skipped', 'lost']);
const PING_MS = 30_000;
const MAX_WAIT_MS = 10_000;

export class LiveLog {
  #runId;
  #handlers;
  #lastLine = 0;
  #socket = null;
  #closed = false;
  #waitMs = 250;
  #timer = 0;

  /**
   * @param {string} runId
   * @param {{lines: (lines: object[]) => void, status: (status: object) => void}} handlers
   */
  constructor(runId, handlers) {
    this.#runId = runId;
    this.#handlers = handlers;
    this.#connect();
  }

  close() {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#socket?.close();
  }

  #connect() {
    const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
    const url = `${scheme}://${location.host}/api/runs/${this.#runId}/logs/live?after=${this.#lastLine}`;
    const socket = new WebSocket(url);
    const ping = setInterval(() => socket.readyState === WebSocket.OPEN && socket.send('{"ping":1}'), PING_MS);
    this.#socket = socket;
    socket.onmessage = (event) => this.#receive(JSON.parse(event.data));
    socket.onclose = () => {
      clearInterval(ping);
      this.#reconnect();
    };
  }

  #receive(frame) {
    this.#waitMs = 250;
    const messages = Array.isArray(frame) ? frame : [frame];
    const lines = messages.filter((m) => m.type === 'log' && m.lineNumber > this.#lastLine);
    if (lines.length > 0) {
      this.#lastLine = lines.at(-1).lineNumber;
      this.#handlers.lines(lines);
    }
    for (const status of messages.filter((m) => m.type === 'status')) {
      this.#closed ||= FINAL.has(status.status);
      this.#handlers.status(status);
    }
  }

  #reconnect() {
    if (!this.#closed) {
      this.#timer = setTimeout(() => this.#connect(), this.#waitMs);
      this.#waitMs = Math.min(this.#waitMs * 2, MAX_WAIT_MS);
    }
  }
}
