import { html, nothing } from 'lit';
import { LightElement } from '../../components/light-element.js';
import { encodeSegment } from '../../core/api.js';
import { href } from '../../core/base-path.js';
import { compareNames, formatDuration, formatInteger } from '../../core/format.js';
import { perLanguage, plural, t } from '../../core/i18n.js';
import { followsText, formatClock, outcomes } from './texts.js';

const MOST_ROWS = 200;
const dayHead = perLanguage((locale) => new Intl.DateTimeFormat(locale, { weekday: 'short', day: 'numeric', timeZone: 'UTC' }));

/** A row a job, a column an hour or a day: how often it fires, and before now, what became of what was planned. */
class ForecastTimeline extends LightElement {
  static properties = { forecast: { attribute: false }, limit: { state: true } };

  constructor() {
    super();
    this.limit = MOST_ROWS;
  }

  #shownFrom = '';

  /** Where not all of it fits, it begins with today: what is behind is a swipe away. */
  updated() {
    const from = this.forecast.cells[0]?.from ?? '';
    const today = this.querySelector('thead .today');
    if (from !== this.#shownFrom) {
      this.#shownFrom = from;
      const names = this.querySelector('thead th');
      this.querySelector('.forecast-scroll').scrollLeft = today ? today.offsetLeft - names.offsetWidth : 0;
    }
  }

  render() {
    const jobs = this.#jobs();
    const { cells } = this.forecast;
    return html`<div class="forecast-scroll" tabindex="0" role="region" aria-label=${t('forecast.timeline')}>
      <table class="forecast-table ${this.forecast.step}">
        <caption class="hidden">${t('forecast.timeline')}</caption>
        <thead><tr><th scope="col">${t('forecast.job')}</th>${cells.map((cell) => this.#head(cell))}</tr></thead>
        <tbody>${jobs.slice(0, this.limit).map((job) => this.#row(job))}</tbody>
      </table></div>
      ${jobs.length > this.limit ? html`<p class="foot"><button class="link" @click=${() => (this.limit += MOST_ROWS)}>${plural('forecast.moreJobs', jobs.length - this.limit)}</button></p>` : nothing}`;
  }

  #head(cell) {
    const isNow = cell.from <= this.forecast.now && this.forecast.now < cell.to;
    const over = this.forecast.overloads.some(({ from, to }) => from < cell.to && to > cell.from);
    const changes = this.forecast.clockChanges.some(({ at }) => cell.from <= at && at < cell.to);
    const text = this.forecast.step === 'hour' ? formatClock(cell.from) : dayHead().format(new Date(cell.date));
    return html`<th scope="col" class="${isNow ? 'today' : ''} ${over ? 'overloaded' : ''}">${text}${over
      ? html`<span class="over" title=${t('forecast.overloaded')}>▲<span class="hidden">${t('forecast.overloaded')}</span></span>`
      : nothing}${changes ? html`<span class="clock" title=${t('forecast.clockChanges')}>◷<span class="hidden">${t('forecast.clockChanges')}</span></span>` : nothing}</th>`;
  }

  #row(job) {
    const most = Math.max(1, ...job.counts);
    return html`<tr data-job=${job.id}><th scope="row"><a class="cut" href=${href(`/jobs/${encodeSegment(job.id)}`)} title=${job.notes.join('\n')}><bdi>${job.name}</bdi></a></th>
      ${this.forecast.cells.map((cell, index) => html`<td class=${cell.from <= this.forecast.now && this.forecast.now < cell.to ? 'today' : nothing}>
        ${job.past.has(index) ? outcomes(job.past.get(index)).map(({ kind, count, text }) => html`<span class="outcome is-${kind}" title=${text}>${formatInteger(count)}<span class="hidden"> ${text}</span></span>`) : nothing}
        ${job.counts[index] > 0 ? html`<span class="count" data-heat=${Math.ceil((job.counts[index] / most) * 4)} title=${plural('forecast.coming', job.counts[index])}>${formatInteger(job.counts[index])}</span>` : nothing}</td>`)}</tr>`;
  }

  #jobs() {
    const jobs = new Map();
    const of = ({ jobId, jobName }) => {
      if (!jobs.has(jobId)) {
        jobs.set(jobId, { id: jobId, name: jobName, counts: this.forecast.cells.map(() => 0), past: new Map(), notes: [jobName] });
      }
      return jobs.get(jobId);
    };
    for (const row of this.forecast.rows) {
      const job = of(row);
      row.counts.forEach((count, index) => (job.counts[index] += count));
      job.notes.push(row.description);
      if (row.overlaps > 0 && job.notes.length === 2) {
        job.notes.push(plural(`forecast.overlap.${row.overlap}`, row.overlaps, { time: formatDuration(row.usualMs) }));
      }
    }
    for (const follower of this.forecast.followers) {
      const job = of(follower);
      follower.counts.forEach((count, index) => (job.counts[index] += count));
      job.notes.push(followsText(follower, this.forecast));
    }
    this.forecast.history.forEach((history) => history.cells.forEach((cell) => of(history).past.set(cell.cell, cell)));
    return [...jobs.values()].sort((a, b) => compareNames(a.name, b.name) || (a.id < b.id ? -1 : 1));
  }
}

customElements.define('tempo-forecast-timeline', ForecastTimeline);
