import { html, nothing, svg } from 'lit';
import { LightElement } from '../../components/light-element.js';
import { encodeSegment, get, withQuery } from '../../core/api.js';
import { formatBytes, formatDuration, formatPercent } from '../../core/format.js';
import { t } from '../../core/i18n.js';

const WIDTH = 300;
const HEIGHT = 72;
const MAX_POINTS = 300;
const PAGE_SIZE = 20_000;
const MAX_PAGES = 10;
const GRAPHS = [
  { name: 'cpu', value: (sample) => sample.cpuPercent, show: (value) => formatPercent(value / 100), least: 1 },
  { name: 'memory', value: (sample) => sample.memoryBytes, show: formatBytes, least: 1024 * 1024 },
];

/** Loads the resource samples of a run; of the longest runs the first days. */
export async function loadSamples(runId, signal) {
  const all = [];
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const from = all.at(-1)?.timestamp;
    const { samples } = await get(withQuery(`/api/runs/${encodeSegment(runId)}/metrics`, { from, limit: PAGE_SIZE }), { signal });
    all.push(...samples.filter((sample) => sample.timestamp !== from));
    if (samples.length < PAGE_SIZE) {
      break;
    }
  }
  return all;
}

const UNMEASURED = { queued: 'usage.queued', running: 'usage.soon' };

/** Charts of a run's CPU and memory over time, all its processes together. */
class Usage extends LightElement {
  static properties = { samples: { attribute: false }, run: { attribute: false }, pointed: { state: true } };

  constructor() {
    super();
    this.samples = [];
    this.pointed = null;
  }

  render() {
    if (this.samples.length < (this.run.finishedAt ? 2 : 1)) { // one alone is no curve
      return html`<p class="soft none">${t(UNMEASURED[this.run.status] ?? 'usage.none')}</p>`;
    }
    const points = downsample(this.samples);
    return html`${GRAPHS.map((graph) => this.#graph(graph, points))}
      <p class="axis soft"><span>0</span><span>${formatDuration(this.#length(points))}</span></p>`;
  }

  #graph(graph, points) {
    const values = points.map(graph.value);
    const highest = Math.max(...values);
    const top = Math.max(graph.least, highest) * 1.08;
    const shown = this.pointed === null ? null : points[Math.min(this.pointed, points.length - 1)];
    const x = (sample) => this.#x(sample, points);
    const line = points.map((sample) => `${x(sample).toFixed(1)},${(HEIGHT - (graph.value(sample) / top) * HEIGHT).toFixed(1)}`);
    return html`<figure class="usage is-${graph.name}">
      <figcaption><span>${t(`usage.${graph.name}`)}</span>
        <strong>${graph.show(graph.value(shown ?? points.at(-1)))}</strong>
        <span class="soft">${shown ? `+${formatDuration(new Date(shown.timestamp) - this.#start(points))}` : t('usage.peak', { value: graph.show(highest) })}</span></figcaption>
      <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img"
        aria-label=${t('usage.label', { what: t(`usage.${graph.name}`), peak: graph.show(highest), last: graph.show(values.at(-1)) })}
        @pointermove=${(event) => this.#point(event, points)} @pointerleave=${() => (this.pointed = null)}>
        <line class="grid" x1="0" x2=${WIDTH} y1=${HEIGHT / 2} y2=${HEIGHT / 2}/>
        ${points.length === 1
          ? svg`<circle cx=${x(points[0])} cy=${HEIGHT - (values[0] / top) * HEIGHT} r="2"/>`
          : svg`<path class="area" d="M${x(points[0])},${HEIGHT} L${line.join(' L')} L${x(points.at(-1))},${HEIGHT} Z"/>
              <polyline class="curve" points=${line.join(' ')}/>`}
        ${shown ? svg`<line class="pointer" x1=${x(shown)} x2=${x(shown)} y1="0" y2=${HEIGHT}/>` : nothing}
      </svg>
    </figure>`;
  }

  #start(points) {
    return new Date(this.run.startedAt ?? points[0].timestamp).getTime();
  }

  #length(points) {
    const end = this.run.finishedAt ? new Date(this.run.finishedAt) : new Date(points.at(-1).timestamp);
    return Math.max(1, end - this.#start(points));
  }

  #x(sample, points) {
    return Math.max(0, Math.min(1, (new Date(sample.timestamp) - this.#start(points)) / this.#length(points))) * WIDTH;
  }

  #point(event, points) {
    const box = event.currentTarget.getBoundingClientRect();
    const wanted = ((event.clientX - box.left) / box.width) * WIDTH;
    const distances = points.map((sample) => Math.abs(this.#x(sample, points) - wanted));
    this.pointed = distances.indexOf(Math.min(...distances));
  }
}

/** Reduces samples to as many points as are visible; each keeps the maximum of its group. */
function downsample(samples) {
  const size = Math.ceil(samples.length / MAX_POINTS);
  if (size <= 1) {
    return samples;
  }
  const points = [];
  for (let i = 0; i < samples.length; i += size) {
    const group = samples.slice(i, i + size);
    const highest = (value) => Math.max(...group.map(value));
    points.push({ timestamp: group[0].timestamp, cpuPercent: highest((s) => s.cpuPercent), memoryBytes: highest((s) => s.memoryBytes) });
  }
  return points;
}

customElements.define('tempo-usage', Usage);
