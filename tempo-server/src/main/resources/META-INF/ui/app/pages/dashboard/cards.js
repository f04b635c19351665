// Renders the cards of the dashboard.

import { html, nothing } from 'lit';
import { folderPath } from '../../components/folder-names.js';
import { lateMark, lateReason } from '../../components/late-job.js';
import '../../components/relative-time.js';
import '../../components/slow-run-badge.js';
import { statusChip } from '../../components/status-chip.js';
import { activeProject } from '../../core/active-project.js';
import { encodeSegment } from '../../core/api.js';
import { href } from '../../core/base-path.js';
import { formatBytes, formatDuration, formatInteger, formatPercent } from '../../core/format.js';
import { t } from '../../core/i18n.js';
import { waitText } from '../../core/run-status.js';
import { hasRole } from '../../core/session.js';

export const MOST_FAILED = 5;
const RECENTLY_MS = 60_000;
const MOST_RECENT = 10;
const MOST_UPCOMING = 8;

/** Renders what is wrong with the server; administrators are told why, and what else they should look at. */
export function condition({ status, details = [], warnings = [] }) {
  const list = (texts) => (texts.length > 0 ? html`<ul>${texts.map((text) => html`<li>${text}</li>`)}</ul>` : nothing);
  return html`
    ${status === 'degraded' ? html`<div class="notice bad" role="alert">${t('dashboard.degraded')} ${list(details.map((one) => one.message))}</div>` : nothing}
    ${warnings.length > 0 ? html`<div class="notice" data-warnings>${t('dashboard.warnings')} ${list(warnings)}</div>` : nothing}`;
}

/** Renders the figures at the top, each a link to what it counts. */
export function kpis(stats, deadLetters) {
  const kpi = (key, value, path, kind = '') => html`<a class="kpi ${kind}" href=${href(path)}><span>${t(key)}</span><strong>${value}</strong></a>`;
  return html`<section class="kpi-row" aria-label=${t('dashboard.figures')}>
    ${kpi('dashboard.running', formatInteger(stats.runningNow), '/runs?status=running', stats.runningNow > 0 ? 'is-running' : '')}
    ${kpi('dashboard.queued', formatInteger(stats.queued), '/runs?status=queued')}
    ${kpi('dashboard.success', stats.successRate == null ? '–' : formatPercent(stats.successRate), '/runs?status=success')}
    ${kpi('dashboard.failures', formatInteger(stats.totalFailures ?? 0), '/runs?status=failure,timeout,lost', stats.totalFailures > 0 ? 'is-failure' : '')}
    ${deadLetters > 0 ? kpi('section.deadLetters', formatInteger(deadLetters), '/dead-letters', 'is-failure') : nothing}
    ${kpi('dashboard.average', stats.averageDuration == null ? '–' : formatDuration(stats.averageDuration), '/runs')}
    ${kpi('dashboard.jobs', formatInteger(stats.activeJobs), '/jobs')}
    ${kpi('dashboard.uptime', formatDuration(stats.uptime), hasRole('admin') ? '/admin' : '/')}
  </section>`;
}

/** Renders the jobs that are late, and why. */
export function lateCard(jobs) {
  return html`<section class="card failures" id="late"><header><h2>${t('dashboard.late')}</h2><a class="link" href=${href('/jobs?late=true')}>${t('dashboard.all')}</a></header>
    <ul class="rows">${jobs.map(({ jobId, name, late }) => html`<li><a class="row" href=${href(`/jobs/${encodeSegment(jobId)}`)}>
      ${lateMark(late)}<strong class="cut">${name}</strong><span class="soft grow">${lateReason(late)}</span></a></li>`)}</ul></section>`;
}

/** Renders the newest failures, each with its reason as far as that is known. */
export function failuresCard(runs) {
  return html`<section class="card failures"><header><h2>${t('dashboard.lookAt')}</h2><a class="link" href=${href('/runs?status=failure,timeout,lost')}>${t('dashboard.all')}</a></header>
    <ul class="rows">${runs.slice(0, MOST_FAILED).map((run) => html`<li><a class="row" href=${href(`/runs/${run.id}`)}>
      ${statusChip(run.status)}<strong class="cut">${run.jobName}</strong>
      <span class="soft cut grow" title=${run.reason?.text ?? nothing}>${run.reason?.text ?? run.error ?? (run.exitCode == null ? '' : t('runs.exitCode', { code: run.exitCode }))}</span>
      <tempo-ago class="soft" instant=${run.finishedAt ?? run.queuedAt}></tempo-ago></a></li>`)}</ul></section>`;
}

/**
 * Renders what runs and waits.
 *
 * @param {{show: function}} running the resource of these runs
 * @param {Map<string, object>} usage by run, as far as it is known
 */
export function nowCard(running, usage) {
  return html`<section class="card"><header><h2>${t('dashboard.now')}</h2></header>
    ${running.show(({ runs }) =>
      runs.length === 0
        ? html`<p class="body soft">${t('dashboard.idle')}</p>`
        : html`<ul class="rows">${runs.map((run) => activeRow(run, usage.get(run.id)))}</ul>`,
    )}</section>`;
}

function activeRow(run, usage) {
  return html`<li><a class="row" href=${href(`/runs/${run.id}`)}>${statusChip(run.status)}<strong class="cut grow">${run.jobName}</strong>
    ${usage ? html`<small class="soft">${formatPercent(usage.cpuPercent / 100)} · ${formatBytes(usage.memoryBytes)}</small>` : nothing}
    ${run.status === 'queued' ? waitElement(run) : nothing}
    <tempo-slow .run=${run}></tempo-slow><tempo-elapsed class="soft" .run=${run}></tempo-elapsed></a></li>`;
}

/** Its place says enough where only others are before it. */
function waitElement(run) {
  const text = run.reason?.kind === 'queue_full' ? '' : waitText(run);
  if (text) {
    return html`<small class="soft cut" title=${text}>${text}</small>`;
  }
  return run.queuePosition == null ? nothing : html`<small class="soft">${t('dashboard.place', { place: run.queuePosition })}</small>`;
}

/** Renders what comes next. */
export function upcomingCard(upcoming) {
  return html`<section class="card"><header><h2>${t('dashboard.upcoming')}</h2></header>
    ${upcoming.length === 0
      ? html`<p class="body soft">${t('dashboard.noUpcoming')}</p>`
      : html`<ul class="rows">${upcoming.filter((next) => Date.parse(next.at) > Date.now() - RECENTLY_MS).slice(0, MOST_UPCOMING).map((next) => html`<li><a class="row" href=${href(`/jobs/${encodeSegment(next.jobId)}`)}>
          <span class="cut grow">${next.jobName}</span><tempo-ago class="soft" instant=${next.at}></tempo-ago></a></li>`)}</ul>`}</section>`;
}

/** Renders the newest runs. */
export function recentCard(runs) {
  return html`<section class="card" id="recent"><header><h2>${t('dashboard.recent')}</h2><a class="link" href=${href('/runs')}>${t('dashboard.all')}</a></header>
    ${runs.length === 0
      ? html`<p class="body soft">${t('runs.none')}</p>`
      : html`<ul class="rows">${runs.slice(0, MOST_RECENT).map((run) => html`<li><a class="row" href=${href(`/runs/${run.id}`)}>${statusChip(run.status)}
      <span class="cut grow">${run.jobName}</span><small class="soft"><tempo-elapsed .run=${run}></tempo-elapsed></small>
      <tempo-ago class="soft" instant=${run.startedAt ?? run.queuedAt}></tempo-ago></a></li>`)}</ul>`}</section>`;
}

/** Renders favourites, each with how its last run went. */
export function favoritesCard(jobs) {
  return html`<section class="card"><header><h2>${t('dashboard.favorites')}</h2></header>
    ${jobs.length === 0
      ? html`<p class="body soft">${t('dashboard.noFavorites')}</p>`
      : html`<ul class="rows">${jobs.map((job) => html`<li><a class="row" href=${href(`/jobs/${encodeSegment(job.id)}`)}><span class="cut grow">${job.name}</span>
          ${job.lastRun ? statusChip(job.lastRun.status) : nothing}</a></li>`)}</ul>`}</section>`;
}

/** Renders the jobs that the account used last; nothing if there are none. */
export function usedCard(jobs, groupName, forget) {
  if (jobs.length === 0) {
    return nothing;
  }
  return html`<section class="card" id="used"><header><h2>${t('dashboard.used')}</h2><button class="quiet" @click=${forget}>${t('dashboard.clearUsed')}</button></header>
    <ul class="rows">${jobs.map((job) => html`<li><a class="row" href=${href(`/jobs/${encodeSegment(job.jobId)}`)}><span class="cut grow">${job.name}
      <small class="soft">${job.groupId ? groupName(job.groupId) : folderPath(job.folderNames)}</small></span><tempo-ago class="soft" instant=${job.usedAt}></tempo-ago></a></li>`)}</ul></section>`;
}

/** Renders the pages of scripts that are open; nothing if there are none. */
export function pagesCard(open) {
  return open.length === 0
    ? nothing
    : html`<section class="card" id="open-pages"><header><h2>${t('section.interfaces')}</h2><a class="link" href=${href('/interfaces')}>${t('dashboard.all')}</a></header>
        <ul class="rows">${open.map((run) => html`<li><a class="row" href=${href('/interfaces')}>${statusChip(run.status)}<span class="cut grow">${run.jobName}</span>
          <tempo-elapsed class="soft" .run=${run}></tempo-elapsed></a></li>`)}</ul></section>`;
}

const brokenLinks = ({ count, jobs }) => html`<strong class="is-failure">${formatInteger(count)}</strong>
  ${jobs.map(({ jobId, name }) => html` <a class="cut" href=${href(`/jobs/${encodeSegment(jobId)}?tab=environment`)}>${name}</a>`)}${count > jobs.length ? ' …' : nothing}`;

/** Renders how the server is, in which project one works, and how much room is left. */
export function stateCard(health, { disk, brokenEnvironments: broken } = {}, openPages) {
  const project = activeProject();
  const fact = (name, label, value) => html`<div data-fact=${name}><dt>${label}</dt><dd>${value}</dd></div>`;
  return html`<section class="card" id="state"><header><h2>${t('dashboard.state')}</h2></header><dl class="facts body">
    ${fact('service', t('dashboard.service'), t(`dashboard.${health.status}State`))}
    ${fact('conda', t('dashboard.conda'), t(`dashboard.conda.${health.conda}`))}
    ${broken?.count > 0 ? fact('environments', t('dashboard.broken'), brokenLinks(broken)) : nothing}
    ${fact('pages', t('section.interfaces'), html`<a href=${href('/interfaces')}>${formatInteger(openPages)}</a>`)}
    ${disk ? fact('disk', t('host.disk'), t('host.freeOf', { free: formatBytes(disk.freeBytes), total: formatBytes(disk.totalBytes) })) : nothing}
    ${project ? fact('project', t('section.project'), html`<a href=${href(`/projects/${encodeSegment(project.id)}`)}>${project.name}</a>`) : nothing}
  </dl></section>`;
}
