import { html, nothing, svg } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { applyFilter } from '../../components/filters.js';
import { LightElement } from '../../components/light-element.js';
import { columnHeader } from '../../components/list-options.js';
import { startElement, timeElement } from '../../components/relative-time.js';
import { RowSelection } from '../../components/row-selection.js';
import '../../components/slow-run-badge.js';
import { statusChip } from '../../components/status-chip.js';
import { href } from '../../core/base-path.js';
import { formatBytes, formatInteger } from '../../core/format.js';
import { t } from '../../core/i18n.js';
import { reasonText } from '../../core/run-status.js';
import { causeText } from '../run/fields.js';

const WHAT = { id: 'what', label: 'runs.job', sort: 'jobName', style: 'what' };

/** Those that can be left out or added; the job is always there. */
export const COLUMNS = [
  { id: 'status', label: 'runs.status', sort: 'status', style: 'status', usual: true },
  { id: 'when', label: 'runs.started', sort: 'queuedAt', style: 'when', usual: true, down: true },
  { id: 'finished', label: 'runs.finished', sort: 'finishedAt', style: 'when extra', down: true },
  { id: 'took', label: 'runs.duration', sort: 'durationMs', style: 'took', usual: true, down: true },
  { id: 'cause', label: 'runs.cause', sort: 'cause', style: 'cause', usual: true },
  { id: 'user', label: 'runs.user', sort: 'startedBy', style: 'extra' },
  { id: 'attempt', label: 'runs.attemptHead', sort: 'attempt', style: 'number extra', down: true },
  { id: 'memory', label: 'runs.memory', sort: 'maxMemoryBytes', style: 'number extra', down: true },
  { id: 'lines', label: 'runs.lines', sort: 'lineCount', style: 'number extra', down: true },
  { id: 'output', label: 'runs.output', style: 'preview extra' },
  { id: 'exit', label: 'runs.exit', sort: 'exitCode', style: 'exit number', usual: true, down: true },
];

const CELLS = {
  status: (run) => html`<td class="status">${statusChip(run.status)}${run.queuePosition ? html` <small class="soft">${t('runs.place', { place: run.queuePosition })}</small>` : nothing}</td>`,
  when: (run) => html`<td class="when">${startElement(run)}</td>`,
  finished: (run) => html`<td class="when extra">${run.finishedAt ? timeElement(run.finishedAt) : nothing}</td>`,
  took: (run, longest) => html`<td class="took"><div>${bar(run, longest)}<tempo-elapsed .run=${run}></tempo-elapsed><tempo-slow .run=${run}></tempo-slow></div></td>`,
  cause: (run) => html`<td class="cause soft">${causeText(run)}${run.attempt > 1 ? html` <small>(${t('runs.attempt', { count: run.attempt })})</small>` : nothing}</td>`,
  user: (run) => html`<td class="extra"><bdi>${run.startedBy ?? ''}</bdi></td>`,
  attempt: (run) => html`<td class="number extra">${run.attempt}</td>`,
  memory: (run) => html`<td class="number extra">${run.maxMemoryBytes == null ? '' : formatBytes(run.maxMemoryBytes)}</td>`,
  lines: (run) => html`<td class="number extra">${run.lineCount == null ? '' : formatInteger(run.lineCount)}</td>`,
  output: (run) => html`<td class="preview extra">${previewOf(run.preview)}</td>`,
  exit: (run) => html`<td class="exit number">${run.signal ?? run.exitCode ?? ''}</td>`,
};

/** Runs, one a row. */
class RunTable extends LightElement {
  static properties = { runs: { attribute: false }, selected: { attribute: false }, sort: {}, shown: { attribute: false }, density: {}, words: {} };

  selection = new RowSelection(this, () => this.runs.map((run) => run.id));
  selectable = true;

  render() {
    const longest = Math.max(1, ...this.runs.map((run) => run.durationMs ?? 0));
    const columns = COLUMNS.filter(({ id }) => this.shown.has(id));
    const first = columns[0]?.id === 'status' ? columns.slice(0, 1) : [];
    const others = columns.slice(first.length);
    const head = (column) => columnHeader(column, this.sort, (sort) => applyFilter({ sort: sort === '-queuedAt' ? '' : sort }));
    return html`<div class="scroll-x"><table class="table runs ${this.density}">
      <thead><tr>
        <th class="shrink pick">${this.selection.all(t('runs.selectAll'))}</th>
        ${first.map(head)}${head(WHAT)}${others.map(head)}
      </tr></thead>
      <tbody>${repeat(this.runs, (run) => run.id, (run) => this.#row(run, longest, first, others))}</tbody>
    </table></div>`;
  }

  #row(run, longest, first, others) {
    const cell = ({ id }) => CELLS[id](run, longest);
    return html`<tr class=${this.selected.has(run.id) ? 'selected' : ''} data-run=${run.id} data-row=${run.id} @click=${this.#onRow}>
      <td class="shrink pick">${this.selection.one(run.id, t('runs.selectOne', { name: run.jobName }))}</td>
      ${first.map(cell)}
      <td class="what"><a class="open name" href=${href(`/runs/${run.id}`)}>${run.jobName}</a>${run.unsaved ? html` <small class="tag unsaved">${t('run.unsaved')}</small>` : nothing}${run.note ? html` <span class="soft" title=${run.note}>✎</span>` : nothing}
        ${reasonText(run) ? html`<small class="soft cut why" title=${reasonText(run)}>${reasonText(run)}</small>` : nothing}
        ${this.words ? parametersWith(run.parameters, this.words) : nothing}</td>
      ${others.map(cell)}
    </tr>`;
  }

  /** The whole row opens its run; but not where something else is clicked, or text is selected. */
  #onRow(event) {
    const own = event.target.closest('a, button, input, label');
    if (!own && getSelection().isCollapsed) {
      event.currentTarget.querySelector('a.open').click();
    }
  }
}

const MOST_SNIPPETS = 3;
const AROUND = 30;

/** Those parameters that have a text in them, with it marked. */
function parametersWith(parameters, words) {
  const small = words.toLowerCase();
  const found = Object.entries(parameters ?? {})
    .map(([name, value]) => `${name}=${Array.isArray(value) ? value.join(', ') : value}`)
    .map((text) => ({ text, at: text.toLowerCase().indexOf(small) }))
    .filter(({ at }) => at >= 0);
  return found.slice(0, MOST_SNIPPETS).map(({ text, at }) => {
    const from = Math.max(0, at - AROUND);
    const end = at + words.length;
    return html`<small class="soft snippet">${from > 0 ? '…' : ''}${text.slice(from, at)}<mark>${text.slice(at, end)}</mark>${text.slice(end, end + AROUND)}${end + AROUND < text.length ? '…' : ''}</small> `;
  });
}

/** The last line of the output, and of standard error under it. */
const previewOf = ({ output, errors } = {}) => html`${output ? html`<span class="cut" title=${output}><bdi>${output}</bdi></span>` : nothing}
  ${errors ? html`<span class="cut is-stderr" title=${errors}><span class="hidden">${t('log.only.stderr')}: </span><bdi>${errors}</bdi></span>` : nothing}`;

/** How long a run took beside the longest in sight. */
const bar = (run, longest) => html`<svg class="bar-of" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
  ${run.durationMs == null ? nothing : svg`<rect class="is-${run.status}" x="0" y="0" height="8" rx="1" width=${Math.max(1, (100 * run.durationMs) / longest).toFixed(1)}/>`}</svg>`;

customElements.define('tempo-run-table', RunTable);
