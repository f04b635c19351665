import { html, nothing } from 'lit';
import { OfflineError } from '../../core/api.js';
import { t } from '../../core/i18n.js';
import { uploadFile } from '../../core/project-files.js';

/** Lit reactive controller that uploads files one after the other, and shows how far each is. */
export class Uploads {
  #host;
  #uploaded;
  #all = [];
  #running = false;

  /** @param uploaded called whenever a file has come */
  constructor(host, uploaded) {
    this.#host = host;
    this.#uploaded = uploaded;
    host.addController(this);
  }

  hostDisconnected() {
    this.#all.forEach((one) => one.stop.abort());
  }

  /** Adds files: `{ file, place, replaces }`. */
  add(files) {
    this.#all = [...this.#all.filter((one) => !one.error), ...files.map((one) => ({ ...one, share: 0, error: null, stop: new AbortController() }))];
    this.#host.requestUpdate();
    this.#run();
  }

  /** Renders what is on its way, and what has failed. */
  list() {
    return this.#all.length === 0
      ? nothing
      : html`<ul class="uploads" aria-label=${t('files.uploads')}>${this.#all.map((one) => html`<li><span class="grow cut"><bdi>${one.file.name}</bdi></span>
          ${one.error
            ? html`<span class="error" role="alert">${one.error}</span>`
            : html`<progress max="1" .value=${one.share} aria-label=${t('files.progress', { name: one.file.name })}></progress>`}
          <button class="quiet" aria-label=${t(one.error ? 'files.dismiss' : 'files.cancelNamed', { name: one.file.name })} @click=${() => this.#drop(one)}>✕</button></li>`)}</ul>`;
  }

  #drop(one) {
    one.stop.abort();
    this.#all = this.#all.filter((other) => other !== one);
    this.#host.requestUpdate();
  }

  async #run() {
    if (this.#running) {
      return;
    }
    this.#running = true;
    for (let next = this.#next(); next; next = this.#next()) {
      await this.#send(next);
    }
    this.#running = false;
  }

  #next() {
    return this.#all.find((one) => !one.error);
  }

  async #send(one) {
    const progress = (share) => {
      one.share = share;
      this.#host.requestUpdate();
    };
    try {
      await uploadFile(one.place, one.file, { progress, signal: one.stop.signal, replaces: one.replaces });
      this.#drop(one);
      this.#uploaded();
    } catch (error) {
      if (error.name === 'AbortError') {
        this.#drop(one);
      } else {
        one.error = error instanceof OfflineError ? t('state.offline') : error.message;
        this.#host.requestUpdate();
      }
    }
  }
}
