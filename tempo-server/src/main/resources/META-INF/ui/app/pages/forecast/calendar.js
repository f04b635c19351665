import { html, nothing } from 'lit';
import { LightElement } from '../../components/light-element.js';
import { encodeSegment } from '../../core/api.js';
import { href } from '../../core/base-path.js';
import { formatInteger } from '../../core/format.js';
import { perLanguage, plural, t } from '../../core/i18n.js';
import { clockChangeText, followsText, formatClock, formatFire, outcomes, overloadText } from './texts.js';

const MOST_RUNS = { month: 3, week: 12, day: 200 };
const LONG = { weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC' };
const weekday = perLanguage((locale) => new Intl.DateTimeFormat(locale, { weekday: 'short', timeZone: 'UTC' }));
const longDay = perLanguage((locale) => new Intl.DateTimeFormat(locale, LONG));
const ARROWS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };

/** Days, or the hours of one, with what ran on them and what will. Dispatches `day` with the day that is opened. */
class ForecastCalendar extends LightElement {
  static properties = { forecast: { attribute: false }, view: {}, day: {} };

  render() {
    return this.view === 'day' ? this.#hours() : this.#days();
  }

  #days() {
    const { cells } = this.forecast;
    return html`<div class="forecast-days ${this.view}" role="group" aria-label=${t('forecast.calendar')} @keydown=${this.#move}>
      ${cells.slice(0, 7).map(({ date }) => html`<span class="weekday soft" aria-hidden="true">${weekday().format(new Date(date))}</span>`)}
      ${cells.map((cell, index) => this.#day(cell, index))}
    </div>`;
  }

  #day(cell, index) {
    const isOther = this.view === 'month' && cell.date.slice(0, 7) !== this.day.slice(0, 7);
    const isToday = cell.from <= this.forecast.now && this.forecast.now < cell.to;
    const name = longDay().format(new Date(cell.date));
    return html`<section class="forecast-day ${isOther ? 'other' : ''} ${isToday ? 'today' : ''} ${this.#load(cell)}" data-day=${cell.date}>
      <button class="date quiet" aria-current=${isToday ? 'date' : nothing} aria-label=${[name, ...this.#summary(cell, index)].join(' · ')} @click=${() => this.#open(cell.date)}>
        <span class="in-grid">${Number(cell.date.slice(8))}</span><span class="in-list">${name}</span></button>
      ${this.#marks(cell)}
      ${cell.past ? html`<p class="outcomes">${outcomes(cell.past).map(outcome)}</p>` : nothing}
      ${cell.coming > 0 ? html`<p class="coming">${plural('forecast.coming', cell.coming)}</p>` : nothing}
      ${this.#runs(cell, index, MOST_RUNS[this.view])}
    </section>`;
  }

  #hours() {
    return html`<div class="forecast-hours" role="list">${this.forecast.cells.map(
      (cell, index) => html`<section class="forecast-hour ${cell.from <= this.forecast.now && this.forecast.now < cell.to ? 'today' : ''} ${this.#load(cell)}" role="listitem" data-hour=${cell.from}>
        <h3>${formatClock(cell.from)}</h3>
        <div>${this.#marks(cell)}
          ${cell.past && cell.past.planned > 0 ? html`<p class="outcomes">${outcomes(cell.past).map(outcome)}</p>` : nothing}
          ${this.#runs(cell, index, MOST_RUNS.day)}</div></section>`,
    )}</div>`;
  }

  /** Changes of clocks, days that are left out, and queues that are passed. */
  #marks(cell) {
    const changes = this.forecast.clockChanges.filter(({ at }) => cell.from <= at && at < cell.to);
    const overloads = this.#overloads(cell);
    const names = new Map(this.forecast.rows.map((row) => [row.jobId, row.jobName]));
    const short = this.view !== 'day';
    return html`${changes.map((change) => html`<p class="mark clock" title=${clockChangeText(change)}>${short ? t('forecast.clockChangeShort', { zone: change.timezone }) : clockChangeText(change)}</p>`)}
      ${cell.excludedBy > 0 && this.view !== 'day' ? html`<p class="mark off">${plural('forecast.excluded', cell.excludedBy)}</p>` : nothing}
      ${short && overloads.length > 0
        ? html`<p class="mark over" title=${overloads.slice(0, 5).map((one) => this.#overload(one, names)).join('\n')}>${plural('forecast.overloads', overloads.length)}</p>`
        : overloads.slice(0, 5).map((one) => html`<p class="mark over">${this.#overload(one, names)}</p>`)}`;
  }

  #overload(overload, names) {
    return overloadText(overload, overload.jobIds.slice(0, 5).map((id) => names.get(id) ?? id));
  }

  #overloads(cell) {
    return this.forecast.overloads.filter(({ from, to }) => from < cell.to && to > cell.from);
  }

  #runs(cell, index, most) {
    const rows = new Map(this.forecast.rows.map((row) => [row.triggerId, row]));
    const fires = this.forecast.runs.filter(({ at }) => cell.from <= at && at < cell.to);
    const shown = fires.slice(0, most);
    const frequent = this.forecast.rows.filter((row) => row.frequent && row.counts[index] > 0);
    const followers = this.forecast.followers.filter((one) => one.counts[index] > 0);
    const rest = Math.max(0, followers.length - most) + fires.length - shown.length + Math.max(0, frequent.length - most);
    return html`<ul class="fires">
      ${shown.map((fire) => this.#fire(fire, rows.get(fire.triggerId)))}
      ${frequent.slice(0, most).map(
        (row) => html`<li><span class="soft">${formatInteger(row.counts[index])}×</span> ${job(row)} ${this.view === 'month' ? nothing : html`<small class="soft">${row.description}</small>`}</li>`,
      )}
      ${followers.slice(0, most).map(
        (one) => html`<li class="follows"><span class="soft">${formatInteger(one.counts[index])}×</span> ${job(one)} ${this.view === 'month' ? nothing : html`<small class="soft">${followsText(one, this.forecast)}</small>`}</li>`,
      )}
      ${rest > 0 && this.view !== 'day' ? html`<li><button class="quiet" @click=${() => this.#open(cell.date)}>${plural('forecast.more', rest)}</button></li>` : nothing}
    </ul>`;
  }

  #fire(fire, row) {
    return html`<li><time datetime=${fire.at}>${formatFire(fire.at)}</time> ${job(row)}
      ${row.followsEnd ? html`<small class="soft">${t('forecast.followsEnd')}</small>` : nothing}</li>`;
  }

  #load(cell) {
    return this.#overloads(cell).length > 0 ? 'overloaded' : '';
  }

  #summary(cell, index) {
    return [
      ...(cell.past ? outcomes(cell.past).map(({ text }) => text) : []),
      ...(cell.coming > 0 ? [plural('forecast.coming', cell.coming)] : []),
      ...this.forecast.clockChanges.filter(({ at }) => cell.from <= at && at < cell.to).map(clockChangeText),
      ...(this.#overloads(cell).length > 0 ? [plural('forecast.overloads', this.#overloads(cell).length)] : []),
      ...(this.forecast.rows.length > 0 && cell.coming === 0 && index >= 0 && !cell.past ? [t('forecast.nothing')] : []),
    ];
  }

  #open(day) {
    this.dispatchEvent(new CustomEvent('day', { detail: day }));
  }

  /** Arrows go from day to day, and from week to week. */
  #move(event) {
    const by = ARROWS[event.key];
    const dates = [...this.querySelectorAll('.date')];
    const at = dates.indexOf(document.activeElement);
    if (by && at >= 0 && dates[at + by]) {
      event.preventDefault();
      dates[at + by].focus();
    }
  }
}

const outcome = ({ kind, text }) => html`<span class="outcome is-${kind}">${text}</span> `;

const job = (row) => html`<a class="cut" href=${href(`/jobs/${encodeSegment(row.jobId)}`)} title=${row.jobName}><bdi>${row.jobName}</bdi></a>`;

customElements.define('tempo-forecast-calendar', ForecastCalendar);
