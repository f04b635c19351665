// Links from a run to others of its job.

import { html, nothing } from 'lit';
import { statusChip } from '../../components/status-chip.js';
import { href } from '../../core/base-path.js';
import { formatDuration } from '../../core/format.js';
import { t } from '../../core/i18n.js';

/** Renders links to the previous and the next run. */
export const previousAndNextLinks = (context) => html`<nav class="neighbours" aria-label=${t('around.title')}>
  ${neighbourLink('around.previous', context?.previousRunId, '‹')}${neighbourLink('around.next', context?.nextRunId, '›')}
</nav>`;

const neighbourLink = (key, id, sign) =>
  id
    ? html`<a class="button" href=${href(`/runs/${id}`)} aria-label=${t(key)} title=${t(key)}>${sign}</a>`
    : html`<button disabled aria-label=${t(key)} title=${t(key)}>${sign}</button>`;

/** Renders links to all attempts; nothing if there is one only. */
export const attemptLinks = (run, context) =>
  (context?.attempts.length ?? 1) < 2
    ? nothing
    : html`<nav class="attempts" aria-label=${t('around.attempts')}><span class="soft">${t('run.attempt')}</span>
        ${context.attempts.map((one) => {
          const status = one.id === run.id ? run.status : one.status;
          return html`<a class="chip is-${status}" href=${href(`/runs/${one.id}`)} aria-current=${one.id === run.id ? 'page' : nothing}
            title=${t(`status.${status}`)}>${one.attempt}<span class="hidden">${t(`status.${status}`)}</span></a>`;
        })}</nav>`;

/** Renders a link to the run after which one comes. */
export const predecessorLink = (run, context) => {
  const before = context?.predecessor;
  return before ? html`${statusChip(before.status)} <a class="link" href=${href(`/runs/${before.id}`)}>${before.jobName}</a>` : html`<a class="link" href=${href(`/runs/${run.predecessor.runId}`)}>${t('run.predecessorRun')}</a>`;
};

/** Renders the typical duration of the job's runs. */
export const typicalDuration = (context) =>
  context?.usual ? t('usual.band', { median: formatDuration(context.usual.medianMs), p90: formatDuration(context.usual.p90Ms) }) : nothing;
