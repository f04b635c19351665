import { html, nothing } from 'lit';
import { Element } from '../parts/element.js';
import '../parts/log.js';
import { get, post } from '../core/api.js';
import { duration, when } from '../core/format.js';
import { LiveLog } from '../core/live-log.js';
import { t } from '../core/texts.js';

/** One run: where it stands, and its output as it comes. */
class RunView extends Element {
  static properties = { runId: { attribute: false }, run: { state: true }, lines: { state: true } };

  #live = null;
  #clock = 0;

  willUpdate(changed) {
    if (changed.has('runId')) {
      this.#show(this.runId);
    }
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#stop();
  }

  render() {
    const run = this.run;
    if (!run) {
      return nothing;
    }
    const unfinished = run.status === 'running' || run.status === 'queued';
    return html`<div class="head">
        <div class="row">
          <span class="chip is-${run.status}" data-status=${run.status}>${t(`status.${run.status}`)}</span>
          <span class="grow"></span>
          ${unfinished ? html`<button @click=${this.#cancel}>${t('run.cancel')}</button>` : nothing}
        </div>
        <dl class="facts">
          ${run.startedAt ? this.#fact('run.started', when(run.startedAt)) : nothing}
          ${run.startedAt ? this.#fact(run.finishedAt ? 'run.elapsed' : 'run.elapsedSoFar', this.#elapsed(run)) : nothing}
          ${this.#fact('run.cause', t(`cause.${run.cause}`) + (run.startedBy ? ` ${t('run.by')} ${run.startedBy}` : ''))}
          ${run.exitCode == null ? nothing : this.#fact('run.exit', run.exitCode)}
          ${run.error ? this.#fact('run.error', run.error) : nothing}
        </dl>
      </div>
      ${this.lines.length > 0
        ? html`<tempo-log .lines=${this.lines} count=${this.lines.length}></tempo-log>`
        : html`<p class="empty">${t(unfinished ? 'run.waiting' : 'run.noOutput')}</p>`}`;
  }

  #fact(key, value) {
    return html`<div><dt>${t(key)}</dt><dd>${value}</dd></div>`;
  }

  #elapsed(run) {
    return duration(run.durationMs ?? Math.max(0, Date.now() - new Date(run.startedAt)));
  }

  #stop() {
    this.#live?.close();
    clearInterval(this.#clock);
  }

  async #show(runId) {
    this.#stop();
    this.run = null;
    this.lines = [];
    if (!runId) {
      return;
    }
    await this.#reload();
    if (this.runId !== runId) {
      return;
    }
    this.#clock = setInterval(() => this.run?.status === 'running' && this.requestUpdate(), 500);
    this.#live = new LiveLog(runId, {
      lines: (lines) => {
        this.lines = this.lines.concat(lines);
      },
      status: () => this.#reload(),
    });
  }

  async #reload() {
    const wanted = this.runId;
    const run = await get(`/api/runs/${wanted}`);
    if (this.runId === wanted) {
      this.run = run;
    }
  }

  async #cancel() {
    await post(`/api/runs/${this.runId}/cancel`);
  }
}

customElements.define('tempo-run', RunView);
