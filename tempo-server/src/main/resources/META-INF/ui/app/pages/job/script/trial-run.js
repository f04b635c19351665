import { html, nothing } from 'lit';
import { LightElement } from '../../../components/light-element.js';
import { promptParameters } from '../../../components/parameter-form.js';
import { Resource } from '../../../components/resource.js';
import { statusChip } from '../../../components/status-chip.js';
import { withErrorToast } from '../../../components/toast.js';
import { get, post } from '../../../core/api.js';
import { href } from '../../../core/base-path.js';
import { t } from '../../../core/i18n.js';
import { TERMINAL_STATUSES } from '../../../core/run-status.js';

/** Runs a text once there is something that shows its log; whoever edits loads that no earlier. */
async function run(job, text, parameters) {
  await import('../../../components/log/run-log.js');
  return post(`/api/jobs/${job.id}/try`, { content: text, parameters });
}

/** Runs a script's text without saving it, and shows its log. Emits `closed`. */
class TrialRun extends LightElement {
  static properties = { job: { attribute: false }, runId: { state: true }, busy: { state: true } };

  #run = new Resource(this, (signal) => get(`/api/runs/${this.runId}`, { signal }), {
    on: ['run.queued', 'run.started', 'run.finished'],
    isRelevant: (event) => event.data.id === this.runId,
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
      const parameters = job.parameters.length > 0 ? await promptParameters(job) : {};
      const started = parameters && (await withErrorToast(() => run(job, text, parameters)));
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
          <a href=${href(`/runs/${run.id}`)}>${t('try.toRun')}</a>
          <span class="grow"></span>
          ${TERMINAL_STATUSES.has(run.status) ? nothing : html`<button class="danger" @click=${() => withErrorToast(() => post(`/api/runs/${run.id}/cancel`))}>${t('try.cancel')}</button>`}
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

customElements.define('tempo-try', TrialRun);
