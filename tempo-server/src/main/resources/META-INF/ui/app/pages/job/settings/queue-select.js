import { html, nothing } from 'lit';
import { LightElement } from '../../../components/light-element.js';
import { t } from '../../../core/i18n.js';

/** Stands for a queue that there is not yet. */
export const NEW_QUEUE = '';

/** Chooses among the queues that there are, or names a new one: fields `queue` and `newQueue` of a form. */
class QueueSelect extends LightElement {
  static properties = { queue: { attribute: false }, queues: { attribute: false }, fields: { attribute: false }, making: { state: true } };

  willUpdate(changed) {
    if (changed.has('queue')) {
      this.making = false;
    }
  }

  render() {
    const { fields, queue } = this;
    const known = this.queues.some(({ name }) => name === queue) ? this.queues : [{ name: queue }, ...this.queues];
    return html`<div class="stack">${fields.labelled('queue', html`<select name="queue" ?disabled=${fields.locked('queue')} aria-describedby=${fields.described('queue')}
        @change=${(event) => (this.making = event.target.value === NEW_QUEUE)}>
        ${known.map((one) => html`<option value=${one.name} .selected=${!this.making && one.name === queue}>${label(one)}</option>`)}
        <option value=${NEW_QUEUE} .selected=${this.making}>${t('settings.newQueue')}</option></select>`)}
      ${this.making ? fields.text('newQueue', '', { required: true, maxlength: 100 }) : nothing}</div>`;
  }
}

function label({ name, limit, paused }) {
  const about = [limit === undefined ? '' : limit === null ? t('queues.unlimited') : t('queues.atOnce', { limit }), paused ? t('queues.paused') : ''].filter(Boolean);
  return about.length > 0 ? `${name} (${about.join(', ')})` : name;
}

customElements.define('tempo-queue-select', QueueSelect);
