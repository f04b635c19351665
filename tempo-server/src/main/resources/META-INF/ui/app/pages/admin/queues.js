import { html, nothing } from 'lit';
import { get, part, post } from '../../core/api.js';
import { integer } from '../../core/format.js';
import { Resource } from '../../core/resource.js';
import { t } from '../../core/texts.js';
import { Element } from '../../parts/element.js';
import { attempt } from '../../shell/toasts.js';

/** Where runs wait, and how many at once may go. */
class Queues extends Element {
  #queues = new Resource(this, (signal) => get('/api/queues', { signal }), { on: ['run.queued', 'run.started', 'run.finished'] });

  render() {
    return html`<section class="card"><header><h2>${t('admin.queues')}</h2></header>
      ${this.#queues.show(({ queues }) => html`<div class="scroll"><table class="table"><thead><tr><th>${t('queues.name')}</th><th class="number">${t('queues.limit')}</th>
        <th class="number">${t('queues.running')}</th><th class="number">${t('queues.queued')}</th><th></th></tr></thead>
        <tbody>${queues.map((queue) => html`<tr><td>${queue.name} ${queue.paused ? html`<span class="tag">${t('queues.paused')}</span>` : nothing}</td>
          <td class="number">${queue.limit == null ? t('queues.none') : integer(queue.limit)}</td><td class="number">${integer(queue.running)}</td><td class="number">${integer(queue.queued)}</td>
          <td class="shrink"><button @click=${() => this.#toggle(queue)}>${t(queue.paused ? 'queues.resume' : 'queues.pause')}</button></td></tr>`)}</tbody></table></div>`)}</section>`;
  }

  async #toggle(queue) {
    await attempt(() => post(`/api/queues/${part(queue.name)}/${queue.paused ? 'resume' : 'pause'}`));
    this.#queues.refresh();
  }
}

customElements.define('tempo-queues', Queues);
