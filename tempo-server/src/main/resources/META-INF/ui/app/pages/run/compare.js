import { html } from 'lit';
import { bytes, duration, exactly, integer, percent, when } from '../../core/format.js';
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
    <thead><tr><th><span class="hidden">${t('compare.figure')}</span></th>
      <th class="number">${t('compare.this')} ${statusChip(run.status)}</th>
      <th class="number"><a class="link" href="/runs/${other.id}" title=${exactly(other.queuedAt)}>${when(other.queuedAt)}</a> ${statusChip(other.status)}</th>
      <th class="number">${t('compare.change')}</th></tr></thead>
    <tbody>${FIGURES.map((figure) => row(run, other, figure))}</tbody>
  </table>
  <button class="quiet" @click=${close} aria-label=${t('compare.close')} title=${t('compare.close')}>×</button>
</section>`;

function row(run, other, [key, value, show]) {
  const [mine, its] = [value(run), value(other)];
  const text = (given) => (given == null ? '–' : show(given));
  return html`<tr><th scope="row">${t(key)}</th><td class="number">${text(mine)}</td><td class="number">${text(its)}</td>
    <td class="number soft">${change(key, mine, its)}</td></tr>`;
}

function change(key, mine, its) {
  if (mine == null || its == null || mine === its || key === 'run.exit' || its === 0) {
    return '';
  }
  const share = mine / its - 1;
  return Math.abs(share) > 9.99 ? `× ${integer(Math.round(mine / its))}` : `${share > 0 ? '+' : '−'}${percent(Math.abs(share))}`;
}
