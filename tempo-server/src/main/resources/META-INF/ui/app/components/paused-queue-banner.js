import { html, nothing } from 'lit';
import { encodeSegment, post } from '../core/api.js';
import { t, tParts } from '../core/i18n.js';
import { PausedQueues, pausedQueues } from '../core/paused-queues.js';
import { hasRole } from '../core/session.js';
import { LightElement } from './light-element.js';
import './relative-time.js';
import { toast, withErrorToast } from './toast.js';

/** A banner for paused queues: for one, if it is named, else for all that the user may see. */
class PausedQueueBanner extends LightElement {
  static properties = { queue: {} };

  #queues = new PausedQueues(this);

  render() {
    return pausedQueues()
      .filter((queue) => !this.queue || queue.name === this.queue)
      .map((queue) => html`<div class="notice paused" role="status"><span class="grow"><strong>${t('paused.banner', { queue: queue.name })}</strong>
        ${queue.pausedBy ? html`<span class="soft">${tParts('paused.by', { name: queue.pausedBy, time: html`<tempo-ago instant=${queue.pausedAt}></tempo-ago>` })}</span>` : nothing}</span>
        ${hasRole('admin') ? html`<button @click=${() => this.#resume(queue.name)}>${t('paused.resume')}</button>` : nothing}</div>`);
  }

  #resume(name) {
    return withErrorToast(async () => {
      await post(`/api/queues/${encodeSegment(name)}/resume`);
      toast(t('paused.resumed', { queue: name }), { kind: 'good' });
    });
  }
}

customElements.define('tempo-paused', PausedQueueBanner);
