import { html } from 'lit';
import { address } from '../../core/base.js';
import { bytes, decimal, duration, exactly, integer, percent, when } from '../../core/format.js';
import { t } from '../../core/texts.js';
import { statusChip } from '../../parts/status.js';

const FIGURES = [
  ['run.elapsed', (run) => run.durationMs, duration],
  ['run.memory', (run) => run.maxMemoryBytes, bytes],
  ['run.cpu', (run) => run.cpuMs, duration],
  ['run.lines', (run) => run.lineCount, integer],
  ['run.output', (run) => run.outputBytes, bytes],
  ['run.exit', (run) => run.exitCode, String],
];

/** Two runs' figures, and by how much they differ. */
export const comparison = (run, other, close) => html`<section class="comparison" aria-label=${t('compare.title')}>
  <table class="table">
    <thead><tr><td></td>${FIGURES.map(([key]) => html`<th class="number" scope="col">${t(key)}</th>`)}</tr></thead>
    <tbody>
      ${row(html`${t('compare.this')} ${statusChip(run.status)}`, (figure) => shown(figure, run))}
      ${row(html`<a class="link" href=${address(`/runs/${other.id}`)} title=${exactly(other.queuedAt)}>${when(other.queuedAt)}</a> ${statusChip(other.status)}`,
        (figure) => shown(figure, other))}
      ${row(t('compare.change'), (figure) => change(figure, run, other))}
    </tbody>
  </table>
  <button class="quiet" @click=${close} aria-label=${t('compare.close')} title=${t('compare.close')}>×</button>
</section>`;

const row = (head, cell) => html`<tr><th scope="row">${head}</th>${FIGURES.map((figure) => html`<td class="number">${cell(figure)}</td>`)}</tr>`;

/** A figure that was not measured is nothing, or 0. */
const shown = ([key, value, show], run) => (value(run) == null || (value(run) === 0 && key !== 'run.exit') ? '–' : show(value(run)));

function change([key, value], run, other) {
  const [mine, its] = [value(run), value(other)];
  if (key === 'run.exit' || !mine || !its || mine === its) {
    return '';
  }
  const share = mine / its - 1;
  return share >= 1 ? `× ${decimal(mine / its)}` : `${share > 0 ? '+' : '−'}${percent(Math.abs(share))}`;
}
