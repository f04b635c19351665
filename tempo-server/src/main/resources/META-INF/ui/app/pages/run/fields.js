// Renders the fields of a run.

import { html, nothing } from 'lit';
import { timeElement } from '../../components/relative-time.js';
import { href } from '../../core/base-path.js';
import { formatBytes, formatDuration, formatInteger, formatPercent } from '../../core/format.js';
import { hasMessage, t } from '../../core/i18n.js';
import { predecessorLink, typicalDuration } from './related-runs.js';
import { showUnsavedScript } from './unsaved-script.js';

/** Renders the main fields, for the page's header. */
export const summaryFields = (run, context) => html`<dl class="facts">
  ${run.status === 'queued' ? field('run.queuePosition', run.queuePosition ?? '–') : nothing}
  ${run.startedAt ? field('run.started', timeElement(run.startedAt)) : field('run.queued', timeElement(run.queuedAt))}
  ${run.startedAt ? field(run.finishedAt ? 'run.elapsed' : 'run.elapsedSoFar', html`<tempo-elapsed .run=${run}></tempo-elapsed> <small class="soft usual">${typicalDuration(context)}</small>`) : nothing}
  ${field('run.cause', causeText(run))}
  ${run.predecessor ? field('run.predecessor', predecessorLink(run, context)) : nothing}
  ${run.exitCode == null ? nothing : field('run.exit', run.exitCode)}
  ${run.signal == null ? nothing : field('run.signal', run.signal)}
</dl>`;

/** Renders the other fields. */
export const detailFields = (run) => html`<dl class="facts list">
  ${run.scheduledFor ? field('run.scheduledFor', timeElement(run.scheduledFor)) : nothing}
  ${field('run.queued', timeElement(run.queuedAt))}
  ${queuedMs(run) >= 1_000 ? field('run.waited', formatDuration(queuedMs(run))) : nothing}
  ${run.finishedAt ? field('run.finished', timeElement(run.finishedAt)) : nothing}
  ${run.scriptVersion == null
    ? nothing
    : field('run.scriptVersion', !run.jobIsVisible ? run.scriptVersion : html`<a class="link" href=${href(`/jobs/${run.jobId}?tab=script&version=${run.scriptVersion}`)} title=${run.scriptSha256 ?? nothing}>${run.scriptVersion}</a>`)}
  ${run.unsaved ? field('run.scriptVersion', html`<button class="quiet link" @click=${() => showUnsavedScript(run)}>${t('run.unsaved')}</button>`) : nothing}
  ${run.maxMemoryBytes ? field('run.memory', formatBytes(run.maxMemoryBytes)) : nothing}
  ${run.cpuMs ? field('run.cpu', formatDuration(run.cpuMs)) : nothing}
  ${run.maxCpuPercent ? field('run.maxCpu', formatPercent(run.maxCpuPercent / 100)) : nothing}
  ${run.lineCount ? field('run.lines', formatInteger(run.lineCount)) : nothing}
  ${run.outputBytes ? field('run.output', formatBytes(run.outputBytes)) : nothing}
  ${run.processesEnded ? field('run.processesEnded', formatInteger(run.processesEnded)) : nothing}
  ${run.priority ? field('run.priority', run.priority) : nothing}
  ${run.key ? field('run.key', html`<bdi>${run.key}</bdi>`) : nothing}
  ${run.node ? field('run.node', html`<bdi>${run.node}</bdi>`) : nothing}
  ${run.projectName ? field('run.project', run.projectName) : nothing}
</dl>`;

/** Renders one field: its label by a message key, and its value. */
export const field = (key, value) => html`<div><dt>${t(key)}</dt><dd>${value}</dd></div>`;

/** Returns why and by whom a run was started. */
export const causeText = (run) =>
  (run.startedBy ? t('run.causeBy', { cause: t(`cause.${run.cause}`), user: run.startedBy }) : t(`cause.${run.cause}`)) + (run.unsaved ? ` · ${t('run.unsaved')}` : '');

const queuedMs = (run) => (run.startedAt ? new Date(run.startedAt) - new Date(run.queuedAt) : 0);

/** Returns what an exit code or signal usually means; empty if there is no message for it. */
export function exitCodeText(run) {
  const key = run.signal != null ? `signal.${run.signal}` : `exit.${run.exitCode}`;
  return run.status === 'failure' && hasMessage(key) ? t(key) : '';
}
