import { html, nothing } from 'lit';
import { get, post } from '../../../core/api.js';
import { address } from '../../../core/base.js';
import { Resource } from '../../../core/resource.js';
import { t } from '../../../core/texts.js';
import { Element } from '../../../parts/element.js';
import '../../../parts/log/log.js';
import { askParameters } from '../../../parts/parameters.js';
import { FINAL, statusChip } from '../../../parts/status.js';
import { attempt } from '../../../shell/toasts.js';

/** Runs a text without saving it, and shows what it prints. Tells `closed`. */
class Try extends Element {
  static properties = { job: { attribute: false }, runId: { state: true }, busy: { state: true } };

  #run = new Resource(this, (signal) => get(`/api/runs/${this.runId}`, { signal }), {
    on: ['run.queued', 'run.started', 'run.finished'],
    matters: (event) => event.data.id === this.runId,
    lazy: true,
  });

  /** Asks for the job's parameters, if it has any, and runs a text with them. */
  async start(text) {
    if (this.busy) {
      return;
    }
    this.busy = true;
    try {
      const { job } = this;
      const parameters = job.parameters.length > 0 ? await askParameters(job) : {};
      const started = parameters && (await attempt(() => post(`/api/jobs/${job.id}/try`, { content: text, parameters })));
      if (started) {
        this.runId = started.runId;
        await this.#run.reload();
      } else if (!this.runId) {
        this.#close();
      }
    } finally {
      this.busy = false;
    }
  }

  render() {
    return html`<section class="try" aria-label=${t('try.title')}>
      ${this.runId ? this.#run.show((run) => html`<div class="row try-bar">
          ${statusChip(run.status)} <span class="soft">${t('try.unsaved')}</span>
          <a href=${address(`/runs/${run.id}`)}>${t('try.toRun')}</a>
          <span class="grow"></span>
          ${FINAL.has(run.status) ? nothing : html`<button class="danger" @click=${() => attempt(() => post(`/api/runs/${run.id}/cancel`))}>${t('try.cancel')}</button>`}
          <button class="quiet" aria-label=${t('try.close')} title=${t('try.close')} @click=${() => this.#close()}>×</button>
        </div>
        <tempo-log .run=${run} beside @status=${() => this.#run.refreshSoon()}></tempo-log>`) : nothing}
    </section>`;
  }

  #close() {
    this.runId = null;
    this.dispatchEvent(new CustomEvent('closed'));
  }
}

customElements.define('tempo-try', Try);
