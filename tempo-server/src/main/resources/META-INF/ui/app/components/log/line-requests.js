import { ApiError } from '../../core/api.js';

const FIRST_RETRY_MS = 250;
const MAX_RETRY_MS = 8_000;

/**
 * Loads lines by one request at a time, and retries failed requests after growing pauses; a refusal of the server is
 * final. Calls back when a request has succeeded, when a retry is due, and on a refusal; whoever needs lines asks then.
 */
export class LineRequests {
  #changed;
  #current = null;
  #retry = 0;
  #retryMs = FIRST_RETRY_MS;

  /** The refusal of the server; null if there was none. Nothing is loaded after one. */
  error = null;

  /** @param {function()} changed is called when requests may be started again, and on a refusal */
  constructor(changed) {
    this.#changed = changed;
  }

  /**
   * Starts a request, unless one is running, a retry is pending, or the server has refused one.
   *
   * @param {function(AbortSignal): Promise} load is not called at once, since this is called during rendering
   */
  start(load) {
    if (this.#current || this.#retry || this.error) {
      return;
    }
    const request = new AbortController();
    this.#current = request;
    Promise.resolve()
      .then(() => load(request.signal))
      .then(
        () => this.#loaded(request),
        (error) => this.#failed(request, error),
      );
  }

  /** Waits before the next request may be started. */
  retryLater() {
    this.#retry = setTimeout(() => {
      this.#retry = 0;
      this.#changed();
    }, this.#retryMs);
    this.#retryMs = Math.min(this.#retryMs * 2, MAX_RETRY_MS);
  }

  /** Aborts the current request and a pending retry. */
  abort() {
    this.#current?.abort();
    this.#current = null;
    clearTimeout(this.#retry);
    this.#retry = 0;
  }

  #loaded(request) {
    if (request === this.#current) {
      this.#current = null;
      this.#retryMs = FIRST_RETRY_MS;
      this.#changed();
    }
  }

  #failed(request, error) {
    if (request !== this.#current) {
      return;
    }
    this.#current = null;
    if (error instanceof ApiError && error.status < 500) {
      this.error = error;
      this.#changed();
      return;
    }
    this.retryLater();
  }
}
