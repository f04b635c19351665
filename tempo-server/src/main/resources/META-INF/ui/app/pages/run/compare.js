import { html } from 'lit';
import { dialogTitle, prompt } from '../../components/dialogs.js';
import { LightElement } from '../../components/light-element.js';
import { Resource } from '../../components/resource.js';
import { statusChip } from '../../components/status-chip.js';
import { toast } from '../../components/toast.js';
import { get, withQuery } from '../../core/api.js';
import { formatBytes, formatDecimal, formatDuration, formatFull, formatInteger, formatPercent, formatTime } from '../../core/format.js';
import { loadMessagePart, t } from '../../core/i18n.js';
import { setQuery } from '../../core/location.js';
import { loadStyle } from '../../core/stylesheets.js';
import { parseRunId, runUrl } from './differences.js';

await Promise.all([loadStyle('/ui/css/pages/comparison.css'), loadMessagePart('run')]);

const MOST_OFFERED = 50;
const ANY = 'any';
const FIGURES = [
  ['run.elapsed', (run) => run.durationMs, formatDuration],
  ['run.memory', (run) => run.maxMemoryBytes, formatBytes],
  ['run.cpu', (run) => run.cpuMs, formatDuration],
  ['run.lines', (run) => run.lineCount, formatInteger],
  ['run.output', (run) => run.outputBytes, formatBytes],
  ['run.exit', (run) => run.exitCode, String],
];

/**
 * A run beside another: what changed between them, then their figures. Tells `step` whether their logs are to be
 * scrolled together.
 */
class Comparison extends LightElement {
  static properties = { run: { attribute: false }, other: { attribute: false }, step: { type: Boolean } };

  #runs = new Resource(this, (signal) => get(withQuery('/api/runs', { job: this.run.jobId, limit: MOST_OFFERED }), { signal }), { lazy: true });

  willUpdate(changed) {
    if (changed.has('run') && changed.get('run')?.jobId !== this.run.jobId) {
      this.#runs.reload();
    }
  }

  render() {
    return html`<section class="comparison" aria-label=${t('compare.title')}>
      <div class="row">
        <label class="row grow cut">${t('compare.with')} ${this.#choice()}</label>
        <button aria-pressed=${this.step} @click=${() => this.dispatchEvent(new CustomEvent('step', { detail: !this.step }))}>${t('compare.step')}</button>
        <button class="quiet" @click=${() => setQuery({ compare: '' })} aria-label=${t('compare.close')} title=${t('compare.close')}>×</button>
      </div>
      <tempo-changes .run=${this.run} .other=${this.other}></tempo-changes>
      <div class="scroll" role="group" tabindex="0" aria-label=${t('compare.figures')}>${figures(this.run, this.other)}</div>
    </section>`;
  }

  #choice() {
    const listed = (this.#runs.data?.runs ?? []).filter((run) => run.id !== this.run.id);
    const runs = listed.some((run) => run.id === this.other.id) ? listed : [this.other, ...listed];
    return html`<select @change=${this.#choose}>
      ${runs.map((run) => html`<option value=${run.id} ?selected=${run.id === this.other.id}>${formatTime(run.queuedAt)} · ${t(`status.${run.status}`)}${run.jobId === this.run.jobId ? '' : ` · ${run.jobName}`}</option>`)}
      <option value=${ANY}>${t('compare.any')}</option>
    </select>`;
  }

  async #choose(event) {
    let chosen = event.target.value;
    if (chosen === ANY) {
      event.target.value = this.other.id;
      const named = await prompt({ title: dialogTitle('compare.any'), label: t('compare.anyLabel'), action: t('compare.compare'), maxLength: 500 });
      chosen = parseRunId(named);
      if (named !== null && chosen === null) {
        toast(t('compare.noRun'));
      }
    }
    if (chosen !== null && chosen !== this.run.id) {
      setQuery({ compare: chosen });
    }
  }
}

customElements.define('tempo-comparison', Comparison);

const figures = (run, other) => html`<table class="table figures">
  <thead><tr><td></td>${FIGURES.map(([key]) => html`<th class="number" scope="col">${t(key)}</th>`)}</tr></thead>
  <tbody>
    ${row(html`${t('compare.this')} ${statusChip(run.status)}`, (figure) => shown(figure, run))}
    ${row(html`<a class="link" href=${runUrl(other)} title=${formatFull(other.queuedAt)}>${formatTime(other.queuedAt)}</a> ${statusChip(other.status)}`,
      (figure) => shown(figure, other))}
    ${row(t('compare.change'), (figure) => change(figure, run, other))}
  </tbody>
</table>`;

const row = (head, cell) => html`<tr><th scope="row">${head}</th>${FIGURES.map((figure) => html`<td class="number">${cell(figure)}</td>`)}</tr>`;

/** A figure that was not measured is nothing, or 0. */
const shown = ([key, value, show], run) => (value(run) == null || (value(run) === 0 && key !== 'run.exit') ? '–' : show(value(run)));

function change([key, value], run, other) {
  const [mine, its] = [value(run), value(other)];
  if (key === 'run.exit' || !mine || !its || mine === its) {
    return '';
  }
  const share = mine / its - 1;
  return share >= 1 ? `× ${formatDecimal(mine / its)}` : `${share > 0 ? '+' : '−'}${formatPercent(Math.abs(share))}`;
}
