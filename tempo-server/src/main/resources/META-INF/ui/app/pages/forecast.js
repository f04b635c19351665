import { html, nothing } from 'lit';
import { filterChips, filterChipsOf } from '../components/filter-chips.js';
import { LightElement } from '../components/light-element.js';
import { emptyState } from '../components/placeholders.js';
import { Resource } from '../components/resource.js';
import { get, withQuery } from '../core/api.js';
import { Commands } from '../core/commands.js';
import { formatDateTime } from '../core/format.js';
import { loadMessagePart, perLanguage, t } from '../core/i18n.js';
import { setQuery } from '../core/location.js';
import { loadStyle } from '../core/stylesheets.js';
import { timeZone } from '../core/time-zone.js';
import './forecast/calendar.js';
import { addDays, currentDay, daysOf, isDay, step, VIEWS } from './forecast/days.js';
import './forecast/timeline.js';

const MODES = ['calendar', 'timeline'];
const REFRESH_MS = 60_000;
const CALM_MS = 5_000;

await Promise.all([loadStyle('/ui/css/pages/forecast.css'), loadMessagePart('forecast')]);

const dayTitle = perLanguage((locale) => new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeZone: 'UTC' }));
const monthTitle = perLanguage((locale) => new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric', timeZone: 'UTC' }));
const rangeTitle = perLanguage((locale) => new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' }));

/** What will run, and beside it what did: a day, a week or a month, as a calendar or a timeline. */
class ForecastPage extends LightElement {
  static properties = { route: { attribute: false } };

  #forecast = new Resource(this, (signal) => get(this.#query(), { signal }), { on: ['job.saved', 'job.deleted', 'run.finished'], pollMs: REFRESH_MS, debounceMs: CALM_MS, lazy: true });

  #asked = '';

  constructor() {
    super();
    const command = (id, keys, run, title = () => t(`forecast.${id}`)) => ({ id: `forecast-${id}`, keys, run, title });
    new Commands(this, [
      command('previous', 'p', () => this.#go(-1)),
      command('next', 'n', () => this.#go(1)),
      command('today', 't', () => setQuery({ day: null }, { keep: true })),
      ...VIEWS.map((view) => command(`view.${view}`, `v ${view[0]}`, () => setQuery({ view }, { keep: true }))),
      command('mode', 'v c', () => setQuery({ as: this.#mode === 'calendar' ? 'timeline' : null }, { keep: true })),
    ]);
  }

  willUpdate() {
    const query = this.#query();
    if (this.#asked !== query) {
      this.#asked = query;
      this.#forecast.reload();
    }
  }

  render() {
    return html`<div class="page forecast">
      <div class="page-head"><h1>${t('section.forecast')}</h1>
        <span class="grow"></span>
        ${this.#choice('view', VIEWS, this.#view, 'week')}
        ${this.#choice('as', MODES, this.#mode, 'calendar')}</div>
      <div class="row forecast-way">
        <button id="previous" aria-label=${t('forecast.previous')} title=${t('forecast.previous')} @click=${() => this.#go(-1)}>‹</button>
        <button id="today" @click=${() => setQuery({ day: null }, { keep: true })}>${t('forecast.today')}</button>
        <button id="next" aria-label=${t('forecast.next')} title=${t('forecast.next')} @click=${() => this.#go(1)}>›</button>
        <h2 aria-live="polite">${this.#title()}</h2>
        <span class="soft">${timeZone()}</span>
      </div>
      ${this.#forecast.show((forecast) => this.#show(forecast))}
    </div>`;
  }

  #show(forecast) {
    const nothingThere = forecast.rows.length === 0 && forecast.history.length === 0;
    return html`${filterChips(this.#filters(forecast))}${this.#notes(forecast)}
      ${nothingThere ? emptyState(t('forecast.none'), t('forecast.noneHint')) : nothing}
      ${this.#mode === 'timeline'
        ? html`<tempo-forecast-timeline .forecast=${forecast}></tempo-forecast-timeline>`
        : html`<tempo-forecast-calendar .forecast=${forecast} view=${this.#view} day=${this.#day} @day=${(event) => setQuery({ view: 'day', day: event.detail }, { keep: true })}></tempo-forecast-calendar>`}
      <p class="soft foot">${t('forecast.basis')}</p>`;
  }

  #filters({ rows, history }) {
    const name = (id) => [...rows, ...history].find((one) => one.jobId === id)?.jobName ?? id;
    return filterChipsOf('job', this.route.query.get('job'), t('forecast.job'), name);
  }

  #notes({ complete, knownUntil, historyKnownFrom, runsKnownUntil }) {
    const notes = [
      complete ? null : knownUntil ? t('forecast.knownUntil', { at: formatDateTime(knownUntil) }) : t('forecast.incomplete'),
      historyKnownFrom ? t('forecast.historyKnownFrom', { at: formatDateTime(historyKnownFrom) }) : null,
      runsKnownUntil && this.#mode === 'calendar' ? t('forecast.runsKnownUntil', { at: formatDateTime(runsKnownUntil) }) : null,
    ].filter(Boolean);
    return notes.length > 0 ? html`<ul class="notice">${notes.map((note) => html`<li>${note}</li>`)}</ul>` : nothing;
  }

  #choice(name, values, current, usual) {
    return html`<div class="segments" role="group" aria-label=${t(`forecast.${name}`)}>${values.map(
      (value) => html`<button data-value=${value} aria-pressed=${value === current} @click=${() => setQuery({ [name]: value === usual ? null : value }, { keep: true })}>${t(`forecast.${name}.${value}`)}</button>`,
    )}</div>`;
  }

  #title() {
    const day = new Date(this.#day);
    if (this.#view === 'day') {
      return dayTitle().format(day);
    }
    const [first, last] = this.#days;
    return this.#view === 'month' ? monthTitle().format(day) : rangeTitle().formatRange(new Date(first), new Date(last));
  }

  #go(count) {
    setQuery({ day: step(this.#view, this.#day, count) }, { keep: true });
  }

  #query() {
    const [first, last] = this.#days;
    return withQuery('/api/forecast', {
      from: first,
      to: addDays(last, 1),
      timezone: timeZone(),
      step: this.#view === 'day' ? 'hour' : 'day',
      job: this.route.query.get('job') ?? '',
    });
  }

  get #view() {
    const view = this.route.query.get('view');
    return VIEWS.includes(view) ? view : 'week';
  }

  get #mode() {
    return this.route.query.get('as') === 'timeline' ? 'timeline' : 'calendar';
  }

  get #day() {
    const day = this.route.query.get('day') ?? '';
    return isDay(day) ? day : currentDay();
  }

  get #days() {
    return daysOf(this.#view, this.#day);
  }
}

customElements.define('tempo-forecast', ForecastPage);
