// What there is to know about a run, in words.

import { html, nothing } from 'lit';
import { address } from '../../core/base.js';
import { bytes, decimal, duration, integer } from '../../core/format.js';
import { hasText, t } from '../../core/texts.js';
import { at } from '../../parts/times.js';
import { usualTime } from './around.js';
import { showTried } from './tried.js';

/** The most important, for the head of the page. */
export const headFacts = (run, context) => html`<dl class="facts">
  ${run.status === 'queued' ? fact('run.queuePosition', run.queuePosition ?? '–') : nothing}
  ${run.startedAt ? fact('run.started', at(run.startedAt)) : fact('run.queued', at(run.queuedAt))}
  ${run.startedAt ? fact(run.finishedAt ? 'run.elapsed' : 'run.elapsedSoFar', html`<tempo-elapsed .run=${run}></tempo-elapsed> <small class="soft usual">${usualTime(context)}</small>`) : nothing}
  ${fact('run.cause', cause(run))}
  ${run.exitCode == null ? nothing : fact('run.exit', run.exitCode)}
  ${run.signal == null ? nothing : fact('run.signal', run.signal)}
</dl>`;

/** The rest. */
export const moreFacts = (run) => html`<dl class="facts list">
  ${run.scheduledFor ? fact('run.scheduledFor', at(run.scheduledFor)) : nothing}
  ${fact('run.queued', at(run.queuedAt))}
  ${waited(run) >= 1_000 ? fact('run.waited', duration(waited(run))) : nothing}
  ${run.finishedAt ? fact('run.finished', at(run.finishedAt)) : nothing}
  ${run.scriptVersion == null
    ? nothing
    : fact('run.scriptVersion', !run.jobIsVisible ? run.scriptVersion : html`<a class="link" href=${address(`/jobs/${run.jobId}?tab=script&version=${run.scriptVersion}`)} title=${run.scriptSha256 ?? nothing}>${run.scriptVersion}</a>`)}
  ${run.unsaved ? fact('run.scriptVersion', html`<button class="quiet link" @click=${() => showTried(run)}>${t('run.unsaved')}</button>`) : nothing}
  ${run.maxMemoryBytes ? fact('run.memory', bytes(run.maxMemoryBytes)) : nothing}
  ${run.cpuMs ? fact('run.cpu', duration(run.cpuMs)) : nothing}
  ${run.maxCpuPercent ? fact('run.maxCpu', `${decimal(run.maxCpuPercent)} %`) : nothing}
  ${run.lineCount ? fact('run.lines', integer(run.lineCount)) : nothing}
  ${run.outputBytes ? fact('run.output', bytes(run.outputBytes)) : nothing}
  ${run.processesEnded ? fact('run.processesEnded', integer(run.processesEnded)) : nothing}
  ${run.projectName ? fact('run.project', run.projectName) : nothing}
</dl>`;

export const fact = (key, value) => html`<div><dt>${t(key)}</dt><dd>${value}</dd></div>`;

/** Why it ran, and by whom. */
export const cause = (run) =>
  t(`cause.${run.cause}`) + (run.startedBy ? ` ${t('run.by')} ${run.startedBy}` : '') + (run.unsaved ? ` · ${t('run.unsaved')}` : '');

const waited = (run) => (run.startedAt ? new Date(run.startedAt) - new Date(run.queuedAt) : 0);

/** What the way in which it ended usually means; empty if that says enough by itself. */
export function meaning(run) {
  const key = run.signal != null ? `signal.${run.signal}` : `exit.${run.exitCode}`;
  return run.status === 'failure' && hasText(key) ? t(key) : '';
}
