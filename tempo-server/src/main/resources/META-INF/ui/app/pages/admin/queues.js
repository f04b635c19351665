import { html, nothing } from 'lit';
import { confirm, openDialog } from '../../components/dialogs.js';
import { LightElement } from '../../components/light-element.js';
import { Resource } from '../../components/resource.js';
import { withErrorToast } from '../../components/toast.js';
import { del, encodeSegment, get, post, put } from '../../core/api.js';
import { formatDuration, formatInteger } from '../../core/format.js';
import { t } from '../../core/i18n.js';

const DEFAULT = 'default';
const MOST = 100_000;

/** Where runs wait, and how many at once may go. */
class Queues extends LightElement {
  #queues = new Resource(this, (signal) => get('/api/queues', { signal }), { on: ['run.queued', 'run.started', 'run.finished', 'job.saved'] });

  render() {
    return html`<section class="card"><header><h2>${t('admin.queues')}</h2><button class="primary" id="new-queue" @click=${() => this.#edit(null)}>${t('queues.new')}</button></header>
      <p class="body soft">${t('queues.hint')}</p>
      ${this.#queues.show(({ queues }) => html`<div class="scroll"><table class="table carded"><thead><tr><th>${t('queues.name')}</th><th class="number">${t('queues.limit')}</th><th class="number">${t('queueRate.title')}</th>
        <th class="number">${t('queues.jobs')}</th><th class="number">${t('queues.running')}</th><th class="number">${t('queues.queued')}</th><th><span class="hidden">${t('jobs.actions')}</span></th></tr></thead>
        <tbody>${queues.map((queue) => this.#row(queue))}</tbody></table></div>`)}</section>`;
  }

  #row(queue) {
    const used = queue.name === DEFAULT || queue.jobs + queue.running + queue.queued > 0;
    return html`<tr data-queue=${queue.name}><td>${queue.name} ${queue.paused ? html`<span class="tag">${t('queues.paused')}</span>` : nothing}</td>
      <td class="number" data-label=${t('queues.limit')}>${queue.limit == null ? t('queues.none') : formatInteger(queue.limit)}${queue.limitIsOwn ? nothing : html` <span class="soft">${t('queues.asDefault')}</span>`}</td>
      <td class="number" data-label=${t('queueRate.title')} data-rate>${queue.rate ? rateText(queue.rate) : html`<span class="soft">${t('queues.none')}</span>`}</td>
      <td class="number" data-label=${t('queues.jobs')}>${formatInteger(queue.jobs)}</td><td class="number" data-label=${t('queues.running')}>${formatInteger(queue.running)}</td>
      <td class="number" data-label=${t('queues.queued')}>${formatInteger(queue.queued)}</td>
      <td class="shrink"><button class="quiet" @click=${() => this.#edit(queue)}>${t('queues.edit')}</button>
        <button data-pause @click=${() => this.#toggle(queue)}>${t(queue.paused ? 'queues.resume' : 'queues.pause')}</button>
        <button class="quiet danger" ?disabled=${used} title=${used ? t('queues.used') : nothing} @click=${() => this.#delete(queue)}>${t('queues.delete')}</button></td></tr>`;
  }

  async #toggle(queue) {
    await withErrorToast(() => post(`/api/queues/${encodeSegment(queue.name)}/${queue.paused ? 'resume' : 'pause'}`));
    this.#queues.refresh();
  }

  async #edit(queue) {
    const answer = await askForLimit(queue);
    if (answer) {
      await withErrorToast(() => save(queue, answer));
      this.#queues.refresh();
    }
  }

  async #delete(queue) {
    if (await confirm({ title: t('queues.confirmDelete', { name: queue.name }), action: t('queues.delete'), danger: true })) {
      await withErrorToast(() => del(`/api/queues/${encodeSegment(queue.name)}`));
      this.#queues.refresh();
    }
  }
}

/** What is as it was is not sent: the limit may be fixed by whoever started the server. */
async function save(queue, { name, limit, rate }) {
  const path = `/api/queues/${encodeSegment(name)}`;
  const before = queue?.limitIsOwn ? queue.limit : null;
  const changes = { ...(queue && limit !== before ? { limit } : {}), ...(JSON.stringify(rate) === JSON.stringify(queue?.rate ?? null) ? {} : { rate }) };
  if (!queue) {
    await post('/api/queues', { name, limit });
  }
  return Object.keys(changes).length > 0 ? put(path, changes) : null;
}

const rateText = ({ permits, perSeconds }) => t('queueRate.text', { count: formatInteger(permits), time: formatDuration(perSeconds * 1_000) });

const rateOf = (form) => {
  const permits = form.get('permits');
  return permits === '' ? null : { permits: Number(permits), perSeconds: Number(form.get('perSeconds') || 60) };
};

/** Asks how many at once, and for the name of a new one; null if not answered. */
const askForLimit = (queue) =>
  openDialog(
    (close) => html`<form class="stack" @submit=${(event) => {
        event.preventDefault();
        const form = new FormData(event.target);
        close({ name: queue?.name ?? form.get('name').trim(), limit: form.get('limit') === '' ? null : Number(form.get('limit')), rate: rateOf(form) });
      }}>
      <h2 id="question">${queue ? t('queues.editTitle', { name: queue.name }) : t('queues.new')}</h2>
      ${queue ? nothing : html`<label class="field">${t('queues.name')}<input name="name" required maxlength="80" pattern="[^,]+" autocomplete="off" autofocus></label>`}
      <label class="field">${t('queues.limit')}<input type="number" name="limit" min="1" max=${MOST} ?required=${!queue} ?autofocus=${Boolean(queue)}
        .value=${queue?.limitIsOwn && queue.limit != null ? String(queue.limit) : ''}>
        ${queue ? html`<small class="soft">${t(queue.name === DEFAULT ? 'queues.defaultHint' : 'queues.emptyHint')}</small>` : nothing}</label>
      <fieldset class="field"><legend>${t('queueRate.title')}</legend>
        <div class="row rate-fields"><input type="number" name="permits" min="1" max=${MOST} aria-label=${t('queueRate.permits')} .value=${queue?.rate ? String(queue.rate.permits) : ''}>
          <span>${t('queueRate.per')}</span><input type="number" name="perSeconds" min="0.001" step="any" aria-label=${t('queueRate.seconds')} .value=${queue?.rate ? String(queue.rate.perSeconds) : '60'}> <span>s</span></div>
        <small class="soft">${t('queueRate.hint')}</small></fieldset>
      <div class="row end"><button type="button" @click=${() => close(null)}>${t('dialog.cancel')}</button><button class="primary">${t('settings.save')}</button></div>
    </form>`,
    null,
  );

customElements.define('tempo-queues', Queues);
