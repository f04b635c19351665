import { html, nothing, svg } from 'lit';
import { applyFilter } from '../../components/filters.js';
import { LightElement } from '../../components/light-element.js';
import { toastError } from '../../components/toast.js';
import { get, withQuery } from '../../core/api.js';
import { formatInteger, formatTime } from '../../core/format.js';
import { loadMessagePart, plural, t } from '../../core/i18n.js';
import { mergeCounts, toBuckets } from './histogram-buckets.js';

await loadMessagePart('search');

const WIDTH = 1_200;
const HEIGHT = 64;
const FACETS = 12;

/** When what was found was printed, and by which jobs: a click or a drag over the bars narrows the time. */
class Histogram extends LightElement {
  static properties = { query: { attribute: false }, job: {}, narrowed: { type: Boolean }, count: { state: true }, place: { state: true }, drag: { state: true }, busy: { state: true } };

  #request = null;
  #cursor = null;
  #asked = '';

  constructor() {
    super();
    this.count = null;
    this.place = -1;
    this.drag = null;
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#request?.abort();
    this.#asked = '';
  }

  willUpdate(changed) {
    const wanted = withQuery('/api/search/logs/histogram', this.query);
    if (changed.has('query') && wanted !== this.#asked) {
      this.#asked = wanted;
      this.count = null;
      this.place = -1;
      this.#cursor = null;
      this.#load();
    }
  }

  async #load() {
    this.#request?.abort();
    const request = new AbortController();
    this.#request = request;
    this.busy = true;
    try {
      const answer = await get(withQuery('/api/search/logs/histogram', { ...this.query, cursor: this.#cursor }), { signal: request.signal });
      this.count = mergeCounts(this.count, answer);
      this.#cursor = answer.nextCursor;
      this.busy = false;
    } catch (error) {
      if (!request.signal.aborted) {
        this.busy = false;
        toastError(error);
      }
    }
  }

  render() {
    const list = this.count ? toBuckets(this.count) : [];
    if (list.length === 0) {
      return nothing;
    }
    const place = this.#marked(list);
    return html`<section class="histogram" aria-label=${t('histogram.title')}>
      <div class="bars-of-time" role="slider" tabindex="0" aria-label=${t('histogram.bars')} aria-valuemin="0" aria-valuemax=${list.length - 1} aria-valuenow=${place}
        aria-valuetext=${words(list[place])} @keydown=${(event) => this.#key(event, list)} @pointerdown=${(event) => this.#down(event, list)}
        @pointermove=${(event) => this.#move(event, list)} @pointerup=${(event) => this.#up(event, list)} @pointercancel=${() => (this.drag = null)}>
        ${this.#drawing(list, place)}
      </div>
      <p class="soft row ends"><span>${formatTime(list[0].from)}</span><span class="grow told">${this.#told(list[place])}</span><span>${formatTime(list.at(-1).to)}</span></p>
      ${this.#facets()}
    </section>`;
  }

  /** The bar that is marked: the one that was chosen, or at first the fullest. */
  #marked(list) {
    const fullest = list.reduce((best, { count }, i) => (count > list[best].count ? i : best), 0);
    return this.place < 0 ? fullest : Math.min(this.place, list.length - 1);
  }

  #drawing(list, place) {
    const most = Math.max(...list.map(({ count }) => count));
    const width = WIDTH / list.length;
    const [from, to] = this.drag ? [Math.min(...this.drag), Math.max(...this.drag)] : [place, place];
    return html`<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" aria-hidden="true">${list.map(({ count }, i) => {
      const height = count === 0 ? 0 : Math.max(2, (count / most) * (HEIGHT - 2));
      return svg`<rect class=${i >= from && i <= to ? 'chosen' : ''} x=${i * width} y=${HEIGHT - height} width=${Math.max(0.5, width - 1)} height=${height}></rect>`;
    })}</svg>`;
  }

  /** What the marked bar says, whether all was counted, and how to count on or go back to all times. */
  #told(bar) {
    return html`<span role="status">${words(bar)}</span> ·
      ${this.#cursor
        ? html`<span data-incomplete>${t('histogram.notAll', { count: formatInteger(this.count.total) })}</span> <button type="button" class="quiet" id="count-on" ?disabled=${this.busy} @click=${this.#load}>${t('histogram.further')}</button>`
        : t('histogram.all', { count: formatInteger(this.count.total) })}
      ${this.narrowed ? html`<button type="button" class="quiet" id="all-times" @click=${() => applyFilter({ from: '', to: '', since: '' })}>${t('histogram.allTimes')}</button>` : nothing}`;
  }

  #facets() {
    const jobs = [...this.count.jobs.values()].sort((a, b) => b.count - a.count);
    return jobs.length < 2 && !this.job
      ? nothing
      : html`<div class="chips" role="group" aria-label=${t('histogram.jobs')}>${jobs.slice(0, FACETS).map(
          (job) => html`<button type="button" class="tag" aria-pressed=${job.jobId === this.job} @click=${() => applyFilter({ job: job.jobId === this.job ? '' : job.jobId })}>${job.jobName ?? job.jobId}
            <span class="soft">${formatInteger(job.count)}</span></button>`,
        )}</div>`;
  }

  #key(event, list) {
    const steps = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageUp: 10, PageDown: -10, Home: -list.length, End: list.length };
    if (event.key in steps) {
      this.place = Math.max(0, Math.min(list.length - 1, this.#marked(list) + steps[event.key]));
    } else if (event.key === 'Enter' || event.key === ' ') {
      this.#narrow(list, this.#marked(list), this.#marked(list));
    } else {
      return;
    }
    event.preventDefault();
  }

  #down(event, list) {
    event.currentTarget.setPointerCapture(event.pointerId);
    const at = placeOf(event, list);
    this.drag = [at, at];
    this.place = at;
  }

  #move(event, list) {
    this.place = placeOf(event, list);
    if (this.drag) {
      this.drag = [this.drag[0], this.place];
    }
  }

  #up(event, list) {
    if (this.drag) {
      const [a, b] = this.drag;
      this.drag = null;
      this.#narrow(list, Math.min(a, b), Math.max(a, b));
    }
  }

  #narrow(list, from, to) {
    applyFilter({ from: new Date(list[from].from).toISOString(), to: new Date(list[to].to).toISOString(), since: '' });
  }
}

const words = ({ from, count }) => t('histogram.bar', { hits: plural('search.lines', count, { count: formatInteger(count) }), from: formatTime(from) });

/** The bar under the pointer. */
function placeOf(event, list) {
  const { left, width } = event.currentTarget.getBoundingClientRect();
  return Math.max(0, Math.min(list.length - 1, Math.floor(((event.clientX - left) / width) * list.length)));
}

customElements.define('tempo-histogram', Histogram);
