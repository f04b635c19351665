import { html, nothing, svg } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { address } from '../../core/base.js';
import { t } from '../../core/texts.js';
import { Element } from '../../parts/element.js';
import { filter } from '../../parts/filters.js';
import '../../parts/slow.js';
import { statusChip } from '../../parts/status.js';
import { at } from '../../parts/times.js';
import { cause } from '../run/facts.js';

const COLUMNS = [
  ['status', 'runs.status', 'status'],
  ['jobName', 'runs.job', 'what'],
  ['queuedAt', 'runs.started', 'when'],
  ['durationMs', 'runs.duration', 'took'],
  [null, 'runs.cause', 'cause'],
  [null, 'runs.exit', 'exit number'],
];

/** Runs, one a row. */
class RunTable extends Element {
  static properties = { runs: { attribute: false }, selected: { attribute: false }, sort: {} };

  render() {
    const all = this.runs.every((run) => this.selected.has(run.id));
    const longest = Math.max(1, ...this.runs.map((run) => run.durationMs ?? 0));
    return html`<table class="table runs">
      <thead><tr>
        <th class="shrink pick"><input type="checkbox" aria-label=${t('runs.selectAll')} .checked=${all} @change=${() => this.#selectAll(!all)}></th>
        ${COLUMNS.map((column) => this.#heading(column))}
      </tr></thead>
      <tbody>${repeat(this.runs, (run) => run.id, (run) => this.#row(run, longest))}</tbody>
    </table>`;
  }

  /** Goes to a row further down or up. */
  move(by) {
    const links = [...this.querySelectorAll('a.open')];
    const current = links.indexOf(document.activeElement);
    links.at(Math.max(0, Math.min(links.length - 1, current + by)))?.focus();
  }

  /** Selects the row that one is on, or does not any more. */
  toggleCurrent() {
    const id = document.activeElement?.closest('tr')?.dataset.run;
    if (id) {
      this.#toggle(id);
    }
  }

  #heading([field, label, style]) {
    const [name, down] = this.sort.startsWith('-') ? [this.sort.slice(1), true] : [this.sort, false];
    const sorted = field !== null && name === field;
    return html`<th class=${style} aria-sort=${sorted ? (down ? 'descending' : 'ascending') : nothing}>${field === null
      ? t(label)
      : html`<button class="quiet" @click=${() => this.#sortBy(field, sorted && down)}>${t(label)}${sorted ? (down ? ' ↓' : ' ↑') : ''}</button>`}</th>`;
  }

  #row(run, longest) {
    const chosen = this.selected.has(run.id);
    return html`<tr class=${chosen ? 'selected' : ''} data-run=${run.id} @click=${this.#onRow}>
      <td class="shrink pick"><input type="checkbox" aria-label=${t('runs.selectOne', { name: run.jobName })} .checked=${chosen} @change=${() => this.#toggle(run.id)}></td>
      <td class="status">${statusChip(run.status)}${run.queuePosition ? html` <small class="soft">${t('runs.place', { place: run.queuePosition })}</small>` : nothing}</td>
      <td class="what"><a class="open name" href=${address(`/runs/${run.id}`)}>${run.jobName}</a>${run.note ? html` <span class="soft" title=${run.note}>✎</span>` : nothing}
        ${run.reason || run.error ? html`<small class="soft cut why" title=${run.reason?.text ?? run.error}>${run.reason?.text ?? run.error}</small>` : nothing}</td>
      <td class="when">${at(run.startedAt ?? run.queuedAt)}</td>
      <td class="took"><div>${bar(run, longest)}<tempo-elapsed .run=${run}></tempo-elapsed><tempo-slow .run=${run}></tempo-slow></div></td>
      <td class="cause soft">${cause(run)}${run.attempt > 1 ? html` <small>(${t('runs.attempt', { count: run.attempt })})</small>` : nothing}</td>
      <td class="exit number">${run.signal ?? run.exitCode ?? ''}</td>
    </tr>`;
  }

  #sortBy(field, ascending) {
    const sort = ascending ? field : `-${field}`;
    filter({ sort: sort === '-queuedAt' ? '' : sort });
  }

  /** The whole row opens its run; but not where something else is clicked, or text is selected. */
  #onRow(event) {
    const own = event.target.closest('a, button, input, label');
    if (!own && getSelection().isCollapsed) {
      event.currentTarget.querySelector('a.open').click();
    }
  }

  #toggle(id) {
    const selected = new Set(this.selected);
    if (!selected.delete(id)) {
      selected.add(id);
    }
    this.#tell(selected);
  }

  #selectAll(all) {
    this.#tell(new Set(all ? this.runs.map((run) => run.id) : []));
  }

  #tell(selected) {
    this.dispatchEvent(new CustomEvent('select', { detail: selected }));
  }
}

/** How long a run took beside the longest in sight. */
const bar = (run, longest) => html`<svg class="bar-of" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
  ${run.durationMs == null ? nothing : svg`<rect class="is-${run.status}" x="0" y="0" height="8" rx="1" width=${Math.max(1, (100 * run.durationMs) / longest).toFixed(1)}/>`}</svg>`;

customElements.define('tempo-run-table', RunTable);
