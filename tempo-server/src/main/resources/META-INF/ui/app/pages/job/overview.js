import { html, nothing } from 'lit';
import { LightElement } from '../../components/light-element.js';
import { occurrenceTable } from '../../components/occurrences.js';
import { startElement } from '../../components/relative-time.js';
import { Resource } from '../../components/resource.js';
import '../../components/run-history.js';
import { statusChip } from '../../components/status-chip.js';
import { encodeSegment, get, post } from '../../core/api.js';
import { href } from '../../core/base-path.js';
import { formatBytes, formatDuration, formatInteger, formatList, formatPercent } from '../../core/format.js';
import { t } from '../../core/i18n.js';
import { waitText } from '../../core/run-status.js';
import './badge.js';
import './docs.js';
import { explainJob } from './explain.js';
import './statistics.js';
import './tags.js';

const RUNS = 15;

/** How a job goes: its figures, its last runs, and when it runs next. */
class Overview extends LightElement {
  static properties = { job: { attribute: false }, editable: { type: Boolean } };

  #runs = new Resource(this, (signal) => get(`/api/jobs/${this.job.id}/runs?limit=${RUNS}`, { signal }), {
    on: ['run.queued', 'run.started', 'run.finished'],
    isRelevant: (event) => event.data.jobId === this.job.id,
  });

  #next = new Resource(this, () => this.#upcoming());

  willUpdate(changed) {
    if (changed.get('job') && changed.get('job').version !== this.job.version) {
      this.#next.refresh();
    }
  }

  render() {
    return html`<div class="page">
      <div class="cards">
        ${this.#facts()}
        <section class="card"><header><h2>${t('overview.next')}</h2></header><div class="body">${this.#next.show((next) => this.#times(next))}</div></section>
      </div>
      <tempo-job-tags .job=${this.job}></tempo-job-tags>
      <tempo-statistics .job=${this.job}></tempo-statistics>
      <section class="card"><header><h2>${t('overview.runs')}</h2>
        <button class="quiet" @click=${() => explainJob(this.job)}>${t('overview.explain')}</button>
        <a class="link" href=${href(`/runs?job=${encodeSegment(this.job.id)}`)}>${t('jobs.allRuns')}</a></header>
        ${this.#runs.show(({ runs }) => this.#table(runs))}</section>
      <tempo-job-docs .job=${this.job}></tempo-job-docs>
      ${this.job.urlTrigger ? this.#url() : nothing}
      ${this.editable ? html`<tempo-badge .job=${this.job}></tempo-badge>` : nothing}
    </div>`;
  }

  #facts() {
    const { job } = this;
    const share = job.runCount > 0 ? formatPercent(job.successCount / job.runCount) : '–';
    const took = job.recentRuns.map((run) => run.durationMs).filter((ms) => ms != null);
    const average = took.length > 0 ? formatDuration(took.reduce((sum, ms) => sum + ms, 0) / took.length) : '–';
    const fact = (key, value) => html`<div class="kpi"><dt>${t(key)}</dt><dd>${value}</dd></div>`;
    return html`<section class="card"><header><h2>${t('overview.summary')}</h2><tempo-strip .runs=${job.recentRuns}></tempo-strip></header>
      <dl class="body kpis">
        ${fact('overview.count', formatInteger(job.runCount))}${fact('overview.success', share)}${fact('overview.average', average)}
        ${fact('overview.owner', job.owner ?? '–')}${fact('overview.queue', job.queue)}${fact('overview.version', job.scriptVersion)}
      </dl>${job.declaration ? html`<p class="body soft" id="declaration">${declaredText(job.declaration)}</p>` : nothing}</section>`;
  }

  #times({ zone, times }) {
    if (times.length > 0) {
      return occurrenceTable(times, zone);
    }
    const reason = !this.job.enabled ? 'overview.offHint' : this.job.triggers.length === 0 ? 'overview.noTriggers' : 'overview.noNext';
    return html`<p class="soft">${t(reason)} <a href=${href(`/jobs/${encodeSegment(this.job.id)}?tab=schedule`)}>${t('job.tab.schedule')}</a></p>`;
  }

  #table(runs) {
    if (runs.length === 0) {
      return html`<p class="soft body">${t('overview.neverRan')}</p>`;
    }
    return html`<div class="scroll"><table class="table carded"><thead><tr>
        <th>${t('runs.status')}</th><th>${t('runs.started')}</th><th class="number">${t('runs.duration')}</th><th>${t('runs.cause')}</th><th class="number">${t('runs.memory')}</th><th>${t('runs.result')}</th></tr></thead>
      <tbody>${runs.map((run) => html`<tr>
        <td class="shrink"><a href=${href(`/runs/${run.id}`)}>${statusChip(run.status)}</a></td>
        <td data-label=${t('runs.started')}><a href=${href(`/runs/${run.id}`)}>${startElement(run)}</a></td>
        <td class="number" data-label=${t('runs.duration')}>${run.startedAt ? html`<tempo-elapsed .run=${run}></tempo-elapsed>` : '–'}</td>
        <td data-label=${t('runs.cause')}>${t(`cause.${run.cause}`)}${run.startedBy ? html` <span class="soft">${run.startedBy}</span>` : nothing}</td>
        <td class="number" data-label=${t('runs.memory')}>${run.maxMemoryBytes ? formatBytes(run.maxMemoryBytes) : '–'}</td>
        <td class="soft">${waitText(run) || (run.error ?? (run.exitCode == null ? '' : t('runs.exitCode', { code: run.exitCode })))}</td></tr>`)}
      </tbody></table></div>`;
  }

  #url() {
    const url = `${location.origin}${href(`/api/jobs/${this.job.id}/trigger`)}`;
    return html`<section class="card"><header><h2>${t('overview.url')}</h2></header><div class="body stack">
      <p class="soft">${t('overview.urlHint')} <a href=${href('/account')}>${t('overview.keys')}</a></p>
      <pre class="code">curl -X POST -H 'X-API-Key: …' ${url}</pre></div></section>`;
  }

  /** The next times over all triggers, each by its own preview. */
  async #upcoming() {
    const triggers = this.job.enabled ? this.job.triggers.filter((trigger) => trigger.enabled && trigger.nextRunAt) : [];
    const previews = await Promise.all(triggers.map((trigger) => upcoming(trigger, this.job.timezone)));
    const times = [...new Set(previews.flat())].sort().slice(0, 6);
    return { zone: triggers[0]?.timezone ?? this.job.timezone, times };
  }
}

async function upcoming({ description, nextRunAt, lastFiredAt, id, ...trigger }, timezone) {
  if (trigger.type === 'startup' || trigger.type === 'job') {
    return [];
  }
  const given = Object.fromEntries(Object.entries(trigger).filter(([, value]) => value !== null));
  const { occurrences: times } = await post('/api/schedules/preview', { timezone, ...given, count: 6 });
  return times;
}

const declaredText = ({ overridden }) =>
  overridden.length === 0 ? t('overview.declared') : t('overview.overridden', { parts: formatList(overridden.map((part) => t(`overview.part.${part.toLowerCase()}`))) });

customElements.define('tempo-job-overview', Overview);
