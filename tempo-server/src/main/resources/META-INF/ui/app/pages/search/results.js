import { html, nothing } from 'lit';
import { stripAnsi } from '../../components/log/ansi.js';
import { startElement } from '../../components/relative-time.js';
import { statusChip } from '../../components/status-chip.js';
import { href } from '../../core/base-path.js';
import { formatFull, formatTime } from '../../core/format.js';
import { plural, t } from '../../core/i18n.js';

const BEFORE = 80;
const AFTER = 300;
const AROUND = 500;

/** Groups hits by run, in the order of their first hits: `{ runId, hits }`. */
export function groupByRun(hits) {
  const groups = new Map();
  for (const hit of hits) {
    if (!groups.has(hit.runId)) {
      groups.set(hit.runId, { runId: hit.runId, hits: [] });
    }
    groups.get(hit.runId).hits.push(hit);
  }
  return [...groups.values()];
}

/** Renders a run's hits in the order of its log; `run` may not be loaded yet. */
export const runResults = ({ runId, hits }, run, widen) => html`<section class="card hits" data-run=${runId}>
  <header>
    ${run ? html`<h2><a href=${href(`/runs/${runId}`)}>${run.jobName}</a></h2>${statusChip(run.status)}<span class="soft">${startElement(run)}</span>` : html`<h2><a href=${href(`/runs/${runId}`)}>${t('search.run')}</a></h2>`}
    <span class="soft count">${plural('search.lines', hits.length)}</span>
  </header>
  <ol>${[...hits].sort((a, b) => a.lineNumber - b.lineNumber).map((hit) => line(hit, widen))}</ol>
</section>`;

const line = (hit, widen) => html`<li class=${hit.before ? 'with-context' : ''} data-row=${`${hit.runId}:${hit.lineNumber}`}>${(hit.before ?? []).map(contextLine)}
  <div class="hit-row"><a class="hit" href=${href(`/runs/${hit.runId}#L${hit.lineNumber}`)}>
    <span class="number">${hit.lineNumber}</span><time class="at soft" datetime=${hit.timestamp} title=${formatFull(hit.timestamp)}>${formatTime(hit.timestamp)}</time>
    <span class="text">${highlighted(hit)}</span></a>
    <button type="button" class="quiet widen" title=${t('search.widen')} aria-label=${t('search.widenLine', { line: hit.lineNumber })} @click=${() => widen(hit)}>↕</button></div>
  ${(hit.after ?? []).map(contextLine)}</li>`;

/** Renders a line before or after a hit. */
const contextLine = ({ lineNumber, content, stream }) => html`<div class="hit around is-${stream}"><span class="number">${lineNumber}</span><span class="at"></span><span class="text soft">${stripAnsi(content).slice(0, AROUND)}</span></div>`;

/** Renders the text around the matches, which are highlighted. */
function highlighted({ content, highlights }) {
  const first = highlights[0]?.[0] ?? 0;
  const from = Math.max(0, first - BEFORE);
  const to = Math.min(content.length, first + AFTER);
  const parts = [from > 0 ? '…' : nothing];
  let end = from;
  for (const [a, b] of highlights.filter(([start]) => start < to)) {
    parts.push(stripAnsi(content.slice(end, a)), html`<mark>${stripAnsi(content.slice(a, Math.min(b, to)))}</mark>`);
    end = Math.min(b, to);
  }
  parts.push(stripAnsi(content.slice(end, to)), to < content.length ? '…' : nothing);
  return parts;
}
