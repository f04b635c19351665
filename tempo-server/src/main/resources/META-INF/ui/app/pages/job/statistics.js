import { html } from 'lit';
import '../../components/bar-chart.js';
import { LightElement } from '../../components/light-element.js';
import { Resource } from '../../components/resource.js';
import { get, withQuery } from '../../core/api.js';
import { formatBytes, formatDateTime, formatDuration, formatPercent } from '../../core/format.js';
import { perLanguage, t } from '../../core/i18n.js';
import { zonedFormatter } from '../../core/time-zone.js';

const RANGES = { '7d': 7, '30d': 30, '90d': 90 };
const LENGTHS = { hourly: 3_600_000, daily: 86_400_000 };
const DAY_MS = 86_400_000;
const REFRESH_MS = 60_000;
const TICKS = 8;
const NOTHING = { runCount: 0, successCount: 0, failureCount: 0 };

const hour = zonedFormatter({ hour: 'numeric', hourCycle: 'h23' }, 'en');
const shortDate = zonedFormatter({ day: 'numeric', month: 'short' });
// Days are counted from midnight to midnight UTC, so that is what they are called by.
const utcDay = perLanguage((locale) => new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', timeZone: 'UTC' }));

/** How often a job ran in the last days, how it went, how long it took and what it used. */
class Statistics extends LightElement {
  static properties = { job: { attribute: false }, range: { state: true } };

  #metrics = new Resource(this, (signal) => get(withQuery(`/api/jobs/${this.job.id}/metrics`, { range: this.range }), { signal }), {
    pollMs: REFRESH_MS,
  });

  constructor() {
    super();
    this.range = '7d';
  }

  render() {
    return html`<section class="card"><header><h2>${t('overview.statistics')}</h2>
        <div class="segments" role="group" aria-label=${t('overview.range')}>${Object.keys(RANGES).map(
          (range) => html`<button type="button" aria-pressed=${range === this.range} @click=${() => this.#show(range)}>${t(`overview.range.${range}`)}</button>`,
        )}</div></header>
      <div class="body">${this.#metrics.show(({ buckets }) =>
        buckets.length === 0 ? html`<p class="soft">${t('overview.noFigures')}</p>` : graphs(everyPeriod(buckets, RANGES[this.range])),
      )}</div></section>`;
  }

  #show(range) {
    this.range = range;
    this.#metrics.reload();
  }
}

function graphs(periods) {
  const bars = (title, parts) => periods.map((p) => ({ label: p.label, tick: p.tick, title: `${p.name}: ${title(p)}`, parts: parts(p) }));
  const one = (kind, value, format) => bars((p) => format(value(p)), (p) => [{ value: value(p), kind }]);
  const memory = (p) => p.maxMemoryBytes ?? 0;
  const took = (p) => p.avgDurationMs ?? 0;
  const cpu = (p) => (p.maxCpuPercent ?? 0) / 100;
  return html`<div class="graphs">
    <tempo-bars label=${t('graph.runs')} .bars=${bars((p) => t('graph.runsTitle', { success: p.successCount, failure: p.failureCount }), outcomes)}></tempo-bars>
    <tempo-bars label=${t('graph.duration')} .format=${formatDuration} .bars=${one('running', took, formatDuration)}></tempo-bars>
    <tempo-bars label=${t('graph.memory')} .format=${formatBytes} .bars=${one('queued', memory, formatBytes)}></tempo-bars>
    <tempo-bars label=${t('graph.cpu')} .format=${formatPercent} .bars=${one('cancelled', cpu, formatPercent)}></tempo-bars>
  </div>`;
}

const outcomes = (p) => [
  { value: p.successCount, kind: 'success' },
  { value: p.failureCount, kind: 'failure' },
  { value: Math.max(0, p.runCount - p.successCount - p.failureCount), kind: 'skipped' },
];

/** All hours or days of the range: those in which nothing ran, too, since they are time as well. */
function everyPeriod(buckets, days) {
  const known = new Map(buckets.map((bucket) => [Date.parse(bucket.periodStart), bucket]));
  const { periodType } = buckets[0];
  const length = LENGTHS[periodType];
  const last = Math.floor(Math.max(Date.now(), ...known.keys()) / length) * length;
  const count = (days * DAY_MS) / length + 1;
  return Array.from({ length: count }, (_, i) => last - (count - 1 - i) * length).map((start, i) => ({
    ...NOTHING,
    ...known.get(start),
    ...(periodType === 'hourly' ? nameOfHour(start) : nameOfDay(start, i % Math.ceil(count / TICKS) === 0)),
  }));
}

const nameOfHour = (start) => ({ name: formatDateTime(start), label: shortDate(start), tick: Number(hour(start)) === 0 });

const nameOfDay = (start, tick) => ({ name: utcDay().format(start), label: utcDay().format(start), tick });

customElements.define('tempo-statistics', Statistics);
