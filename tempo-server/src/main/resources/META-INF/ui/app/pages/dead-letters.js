import { html, nothing } from 'lit';
import { bulkResultText } from '../components/bulk-result.js';
import { confirm } from '../components/dialogs.js';
import { LightElement } from '../components/light-element.js';
import { emptyState } from '../components/placeholders.js';
import { timeElement } from '../components/relative-time.js';
import { Resource } from '../components/resource.js';
import { statusChip } from '../components/status-chip.js';
import { toast, withErrorToast } from '../components/toast.js';
import { encodeSegment, get, post, withQuery } from '../core/api.js';
import { href } from '../core/base-path.js';
import { formatInteger } from '../core/format.js';
import { loadMessagePart, plural, t } from '../core/i18n.js';
import { navigate } from '../core/location.js';
import { hasRole } from '../core/session.js';
import { loadStyle } from '../core/stylesheets.js';

const MOST_SHOWN = 50;

await Promise.all([loadStyle('/ui/css/pages/dead-letters.css'), loadMessagePart('dead')]);

/** Runs that failed for good and of which nobody has taken note, by job. */
class DeadLetters extends LightElement {
  static properties = { route: { attribute: false }, open: { state: true }, busy: { state: true } };

  #letters = new Resource(this, (signal) => get('/api/dead-letters', { signal }), { on: ['run.finished'] });

  #runs = new Resource(this, async (signal) => (this.open ? get(ofJob('/api/runs', this.open, { limit: MOST_SHOWN }), { signal }) : null), {
    on: ['run.finished'],
    lazy: true,
  });

  render() {
    return html`<div class="page dead-letters">
      <header class="page-head"><h1>${t('section.deadLetters')}</h1></header>
      <p class="soft">${t('deadLetters.hint')}</p>
      ${this.#letters.show((letters) => this.#jobs(letters))}
    </div>`;
  }

  #jobs({ jobs, total, totalIsExact }) {
    if (jobs.length === 0) {
      return emptyState(t('deadLetters.none'), t('deadLetters.noneHint'), html`<a class="button" href=${href('/runs')}>${t('section.runs')}</a>`);
    }
    return html`${jobs.map((one) => this.#job(one))}
      <p class="foot soft" role="status">${plural('runs.count', total, { count: formatInteger(total) + (totalIsExact ? '' : '+') })}</p>`;
  }

  #job({ jobId, jobName, jobIsVisible, count, oldestAt, newest }) {
    const open = this.open === jobId;
    return html`<section class="card" data-job=${jobId}>
      <header>
        <h2 class="cut">${jobIsVisible ? html`<a href=${href(`/jobs/${encodeSegment(jobId)}`)}>${jobName}</a>` : jobName}</h2>
        <span class="tag bad">${formatInteger(count)}</span>
        <span class="grow"></span>
        ${hasRole('operator')
          ? html`${jobIsVisible ? html`<button data-rerun ?disabled=${this.busy} @click=${() => this.#rerunAll(jobId, count)}>${t('deadLetters.rerunAll')}</button>` : nothing}
              <button data-acknowledge ?disabled=${this.busy} @click=${() => this.#acknowledgeAll(jobId, count)}>${t('deadLetters.acknowledgeAll')}</button>`
          : nothing}
      </header>
      <div class="body">
        <a class="row newest" href=${href(`/runs/${newest.id}`)}>${statusChip(newest.status)}<span class="cut grow">${reason(newest)}</span>${timeElement(newest.finishedAt ?? newest.queuedAt)}</a>
        ${count > 1
          ? html`<button class="quiet link" aria-expanded=${open} @click=${() => this.#toggle(jobId)}>${t(open ? 'deadLetters.fewer' : 'deadLetters.all')}</button>
              <small class="soft">${t('deadLetters.since')} ${timeElement(oldestAt)}</small>`
          : nothing}
        ${open ? this.#runs.show((page) => (page ? this.#list(page, jobId) : nothing)) : nothing}
      </div></section>`;
  }

  #list({ runs, nextCursor }, jobId) {
    return html`<ul class="rows">${runs.map((run) => html`<li class="row" data-run=${run.id}>
        <a class="row grow" href=${href(`/runs/${run.id}`)}>${statusChip(run.status)}<span class="cut grow">${reason(run)}</span>${timeElement(run.finishedAt ?? run.queuedAt)}</a>
        ${hasRole('operator')
          ? html`${run.jobIsVisible && run.cause !== 'interface' ? html`<button class="quiet" data-rerun ?disabled=${this.busy} @click=${() => this.#rerun(run)}>${t('run.again')}</button>` : nothing}
              <button class="quiet" data-acknowledge ?disabled=${this.busy} @click=${() => this.#acknowledge(run)}>${t('deadLetters.acknowledge')}</button>`
          : nothing}</li>`)}</ul>
      ${nextCursor ? html`<a class="link" href=${href(`/runs?job=${encodeSegment(jobId)}&status=failure,timeout,lost`)}>${t('runs.showAll')}</a>` : nothing}`;
  }

  #toggle(jobId) {
    this.open = this.open === jobId ? null : jobId;
    this.#runs.data = null;
    this.#runs.reload();
  }

  async #rerun(run) {
    const started = await this.#do(() => post(`/api/runs/${run.id}/rerun`));
    if (started) {
      toast(plural('runs.rerunDone', 1), { kind: 'good', action: { text: t('jobs.watch'), run: () => navigate(`/runs/${started.runId}`) } });
    }
  }

  async #acknowledge(run) {
    await this.#do(() => post(`/api/runs/${run.id}/acknowledge`));
  }

  async #rerunAll(jobId, count) {
    const sure = await confirm({ title: plural('runs.confirmRerun', count), text: t('runs.rerunHint'), action: t('deadLetters.rerunAll') });
    const done = sure && (await this.#do(() => post(ofJob('/api/runs/rerun', jobId), { expectedCount: count })));
    if (done) {
      toast(bulkResultText('runs.rerunDone', done), { kind: done.refused.length > 0 ? 'bad' : 'good' });
    }
  }

  async #acknowledgeAll(jobId, count) {
    const done = await this.#do(() => post(ofJob('/api/runs/acknowledge', jobId), { expectedCount: count }));
    if (done) {
      toast(bulkResultText('deadLetters.acknowledged', done), { kind: done.refused.length > 0 ? 'bad' : 'good' });
    }
  }

  /** What was done is seen at once. */
  async #do(what) {
    this.busy = true;
    const done = await withErrorToast(what);
    await Promise.all([this.#letters.refresh(), this.open ? this.#runs.refresh() : null]);
    this.busy = false;
    return done;
  }
}

const ofJob = (path, job, more = {}) => withQuery(path, { deadLetters: 'true', job, ...more });

const reason = (run) => run.reason?.text ?? run.error ?? (run.exitCode == null ? t(`status.${run.status}`) : t('runs.exitCode', { code: run.exitCode }));

customElements.define('tempo-dead-letters', DeadLetters);
