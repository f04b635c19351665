import { html, nothing } from 'lit';
import { part, post } from '../core/api.js';
import { PausedQueues, pausedQueues } from '../core/queues.js';
import { may } from '../core/session.js';
import { t } from '../core/texts.js';
import { attempt, toast } from '../shell/toasts.js';
import { Element } from './element.js';
import './times.js';

/** Says that queues are paused: one, if it is named, else all of which one may know. */
class Paused extends Element {
  static properties = { queue: {} };

  #queues = new PausedQueues(this);

  render() {
    return pausedQueues()
      .filter((queue) => !this.queue || queue.name === this.queue)
      .map((queue) => html`<div class="notice paused" role="status"><span class="grow"><strong>${t('paused.banner', { queue: queue.name })}</strong>
        ${queue.pausedBy ? html`<span class="soft">${t('paused.by', { name: queue.pausedBy })} <tempo-ago instant=${queue.pausedAt}></tempo-ago></span>` : nothing}</span>
        ${may('admin') ? html`<button @click=${() => this.#resume(queue.name)}>${t('paused.resume')}</button>` : nothing}</div>`);
  }

  #resume(name) {
    return attempt(async () => {
      await post(`/api/queues/${part(name)}/resume`);
      toast(t('paused.resumed', { queue: name }), { kind: 'good' });
    });
  }
}

customElements.define('tempo-paused', Paused);
