import { nothing } from 'lit';
import { events } from '../core/events.js';
import { errorState, loading } from './placeholders.js';

const DEBOUNCE_MS = 250;

/**
 * Lit reactive controller that loads data from the server for its element, shows a placeholder while it loads or when it
 * fails, and reloads it on events.
 *
 *     jobs = new Resource(this, (signal) => get('/api/jobs', { signal }), { on: ['job.saved'] });
 *     render() { return this.jobs.show((data) => html`…`); }
 *
 * During a reload, and when it fails, the last data stay.
 */
export class Resource {
  #host;
  #load;
  #types;
  #pollMs;
  #debounceMs;
  #isRelevant;
  #unsubscribers = [];
  #timer = 0;
  #pollTimer = 0;
  #request = null;
  #loaded = null; // ends when there are data of the newest request
  #loading = false;
  #reloadRequested = false;

  data = null;
  error = null;

  /**
   * @param host the element
   * @param load gives a promise of the data; takes an AbortSignal
   * @param options `on`: types of events that change the data; `isRelevant(event)`: whether one does;
   *     `pollMs`: how often to look anyway; `debounceMs`: how
   *     long many changes are waited for; `lazy`: do not load before {@link reload} is called
   */
  constructor(host, load, { on = [], isRelevant = () => true, pollMs = 0, debounceMs = DEBOUNCE_MS, lazy = false } = {}) {
    this.#host = host;
    this.#load = load;
    this.#types = on;
    this.#isRelevant = isRelevant;
    this.#pollMs = pollMs;
    this.#debounceMs = debounceMs;
    this.lazy = lazy;
    host.addController(this);
  }

  hostConnected() {
    this.#listen();
    if (!this.lazy) {
      this.refresh();
    }
  }

  hostDisconnected() {
    this.#stop();
  }

  #listen() {
    this.#unsubscribers = [
      events.on(this.#types, (event) => this.#isRelevant(event) && this.refreshSoon()),
      events.on(['resync'], () => this.refreshSoon()),
    ];
    if (this.#pollMs) {
      this.#pollTimer = setInterval(() => document.visibilityState === 'visible' && this.refresh(), this.#pollMs);
    }
  }

  #stop() {
    this.#unsubscribers.forEach((end) => end());
    clearTimeout(this.#timer);
    this.#timer = 0;
    this.#reloadRequested = false;
    clearInterval(this.#pollTimer);
    this.#request?.abort();
  }

  /** Loads again, soon: many changes at once load once, and changes without end still load now and then. */
  refreshSoon() {
    this.#timer ||= setTimeout(async () => {
      await this.refresh();
      this.#timer = 0;
      if (this.#reloadRequested) {
        this.#reloadRequested = false;
        this.refreshSoon();
      }
    }, this.#debounceMs);
    this.#reloadRequested ||= this.#loading;
  }

  /** Forgets what there is and loads. */
  reload() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    this.#reloadRequested = false;
    this.data = null;
    return this.refresh();
  }

  /**
   * Deletes what it shows. Meanwhile nothing is shown or loaded, as nobody should ask for what is gone; if the
   * deletion fails all is as before.
   *
   * @param action gives a promise of whether it worked
   */
  async removeWith(action) {
    const { data } = this;
    this.#stop();
    this.data = null;
    this.#host.requestUpdate();
    await this.#host.updateComplete;
    const gone = await action();
    if (!gone) {
      this.#listen();
      this.data = data;
      await this.refresh();
    }
    return gone;
  }

  /**
   * Loads again; an older request that is still under way is forgotten. Ends when there are data that were asked for
   * after this call, or when they cannot be had: so also when a newer request took its place.
   */
  refresh() {
    this.#request?.abort();
    this.#request = new AbortController();
    this.#loading = true;
    this.#loaded = this.#loadFor(this.#request);
    return this.#loaded;
  }

  async #loadFor(request) {
    try {
      const data = await this.#load(request.signal);
      if (!request.signal.aborted) {
        this.data = data;
        this.error = null;
      }
    } catch (error) {
      if (!request.signal.aborted) {
        this.error = error;
      }
    }
    if (this.#request !== request) {
      return this.#loaded;
    }
    this.#loading = false;
    this.#host.requestUpdate();
    return undefined;
  }

  /**
   * Shows what a change was answered. What is loading was asked for before and may be older: it is forgotten, and loaded
   * again.
   */
  replace(data) {
    this.data = data;
    this.error = null;
    this.#host.requestUpdate();
    if (this.#loading) {
      this.refresh();
    }
  }

  /** The data as `ready` shows them; a sign that they are loading, or why they cannot be had. */
  show(ready) {
    if (this.data !== null) {
      return ready(this.data);
    }
    return this.error ? errorState(this.error, () => this.refresh()) : this.lazy && !this.#request ? nothing : loading();
  }
}
