import { html } from 'lit';
import { confirm } from '../../components/dialogs.js';
import { LightElement } from '../../components/light-element.js';
import { Resource } from '../../components/resource.js';
import { toast, withErrorToast } from '../../components/toast.js';
import { get, post } from '../../core/api.js';
import { href } from '../../core/base-path.js';
import { formatBytes, formatInteger } from '../../core/format.js';
import { intlLocale, loadMessagePart, plural, t, tParts } from '../../core/i18n.js';

await Promise.all([loadMessagePart('account'), loadMessagePart('retention')]);

/** The size of one's logs, their retention, and a button that deletes old ones. */
class LogUsage extends LightElement {
  #use = new Resource(this, (signal) => get('/api/logs/stats', { signal }));

  #sums = new Resource(this, (signal) => get('/api/logs/statistics', { signal }));

  render() {
    const fact = (key, value) => html`<div><dt>${t(key)}</dt><dd>${value}</dd></div>`;
    return html`<section class="card"><header><h2>${t('logUse.title')}</h2></header><div class="body stack">${this.#use.show(
      (use) => html`<dl class="facts">${fact('logUse.logs', formatInteger(use.logs))}${fact('logUse.lines', formatInteger(use.lines))}${fact('logUse.stored', formatBytes(use.storedBytes))}
          ${use.quota.limitBytes === null ? '' : fact('logUse.quota', formatBytes(use.quota.limitBytes))}
          ${use.retentionDays == null ? '' : fact('logUse.kept', plural('retention.days', use.retentionDays))}</dl>
        ${['near', 'full'].includes(use.quota.state) ? html`<p class="notice bad" role="status">${t(`logUse.quota.${use.quota.state}`)}</p>` : ''}
        <form class="row" @submit=${this.#cleanUp}><label class="field">${t('logUse.olderThan')}<input type="number" name="days" min="0" max="36500" required></label>
          <button class="danger">${t('logUse.delete')}</button></form>`,
    )}</div></section>
      <section class="card" id="statistics"><header><h2>${t('logUse.statistics')}</h2></header><div class="body stack">${this.#sums.show((sums) => statistics(sums))}</div></section>`;
  }

  async #cleanUp(event) {
    event.preventDefault();
    const olderThanDays = Number(new FormData(event.target).get('days'));
    if (await confirm({ title: t('logUse.confirm', { days: olderThanDays }), text: t('logUse.hint'), action: t('logUse.delete'), danger: true })) {
      const report = await withErrorToast(() => post('/api/logs/cleanup', { olderThanDays }));
      if (report) {
        toast(plural(report.complete ? 'retention.cleaned' : 'retention.cleanedPart', report.deleted), { kind: 'good' });
        this.#use.refresh();
      }
    }
  }
}

/** What was started of late: most used jobs and projects, runs by day, and what could be done. */
function statistics({ days, runs, complete, jobs, projects, trend, advice }) {
  if (runs === 0) {
    return html`<p class="soft">${t('logUse.noRuns', { days })}</p>`;
  }
  const most = Math.max(...trend.map((day) => day.runs));
  const bar = (day) => html`<li title=${plural('logUse.day', day.runs, { day: formatDay(day.day), failures: formatInteger(day.failures) })}>
    <meter min="0" max=${most} value=${day.runs}></meter> <span>${formatDay(day.day)}</span> <span class="soft">${formatInteger(day.runs)}${day.failures > 0 ? html` · ${t('logUse.failed', { count: formatInteger(day.failures) })}` : ''}</span></li>`;
  return html`<p class="soft">${plural('logUse.ofRuns', runs, { count: formatInteger(runs) + (complete ? '' : '+'), days })}</p>
    ${advice.map((one) => html`<p class="notice">${adviceText(one)}</p>`)}
    <div class="columns"><div><h3>${t('logUse.jobs')}</h3><ol>${jobs.map((job) => html`<li><a class="link" href=${href(`/jobs/${job.jobId}`)}>${job.name}</a> <span class="soft">${formatInteger(job.runs)} · ${formatBytes(job.outputBytes)}</span></li>`)}</ol></div>
      ${projects.length > 0 ? html`<div><h3>${t('logUse.projects')}</h3><ol>${projects.map((one) => html`<li>${one.name ?? one.projectId} <span class="soft">${formatInteger(one.runs)}</span></li>`)}</ol></div>` : ''}
      <div><h3>${t('logUse.trend')}</h3><ol class="trend">${trend.slice(-14).map(bar)}</ol></div></div>`;
}

function adviceText({ kind, jobId, jobName, count, bytes }) {
  const job = html`<a class="link" href=${href(`/jobs/${jobId}`)}>${jobName}</a>`;
  return tParts(`logUse.advice.${kind}`, { job, count: formatInteger(count), bytes: formatBytes(bytes) });
}

const formatDay = (day) => new Date(`${day}T12:00:00Z`).toLocaleDateString(intlLocale(), { month: 'short', day: 'numeric', timeZone: 'UTC' });

customElements.define('tempo-log-use', LogUsage);
