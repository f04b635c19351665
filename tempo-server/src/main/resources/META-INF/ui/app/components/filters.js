// Filters of lists. Each is a query parameter, so that a filtered list can be bookmarked, sent and gone back to.

import { html, nothing } from 'lit';
import { live } from 'lit/directives/live.js';
import { get, withQuery } from '../core/api.js';
import { t } from '../core/i18n.js';
import { setQuery } from '../core/location.js';
import { fromLocalDateTime, toLocalDateTime } from '../core/time-zone.js';
import { folderPathText } from './folder-names.js';
import { fetchJobName } from './job-names.js';
import { LightElement } from './light-element.js';

const DEBOUNCE_MS = 200;
const HOURS = { '1h': 1, '24h': 24, '7d': 7 * 24, '30d': 30 * 24 };

/** Sets query parameters and keeps the former URL in the history. */
export const applyFilter = (changes) => setQuery(changes, { keep: true });

/** Renders a filter that chooses one of some values; `options` are `[value, text]`. */
export const selectFilter = (name, value, label, options) => html`<select class="fit" name=${name} aria-label=${label}
    .value=${live(value ?? '')} @change=${(event) => applyFilter({ [name]: event.target.value })}>
    ${value && !options.some(([key]) => key === value) ? html`<option value=${value} selected>${t('filter.several')}</option>` : nothing}
    ${options.map(([key, text]) => html`<option value=${key} ?selected=${key === (value ?? '')}>${text}</option>`)}
  </select>`;

const dateTimeFilter = (name, value, label) => html`<label class="filter">${label}<input type="datetime-local" name=${name}
  .value=${live(toLocalDateTime(value))} @change=${(event) => applyFilter({ [name]: fromLocalDateTime(event.target.value), since: '' })}></label>`;

/** Renders the filters by the two ends of a time, which stay together. */
export const timeSpanFilter = (from, to) => html`<div class="time-span">${dateTimeFilter('from', from, t('filter.from'))} ${dateTimeFilter('to', to, t('filter.to'))}</div>`;

/** Options of the filter by time range, the text of one, and the start that it means now. */
export const rangeOptions = () => [['', t('filter.anyTime')], ...Object.keys(HOURS).map((key) => [key, t(`filter.since.${key}`)])];
export const rangeText = (key) => (key in HOURS ? t(`filter.since.${key}`) : key);
export const rangeStart = (query) => {
  const hours = HOURS[query.get('since')];
  return hours ? new Date(Date.now() - hours * 3_600_000).toISOString() : query.get('from');
};

/** A field for a job's name; the filter is the job's id. */
class JobFilter extends LightElement {
  static properties = { job: {}, name: { state: true }, found: { state: true } };

  #timer = 0;

  constructor() {
    super();
    this.found = [];
    this.name = '';
  }

  willUpdate(changed) {
    if (changed.has('job')) {
      this.#learn(this.job);
    }
  }

  render() {
    return html`<input type="search" list="jobs-found" placeholder=${t('filter.anyJob')} aria-label=${t('filter.job')}
        autocomplete="off" spellcheck="false" .value=${live(this.name)} @input=${this.#typed} @change=${this.#chosen}>
      <datalist id="jobs-found">${this.found.map((job) => html`<option value=${job.name}>${folderPathText(job.folderNames) || nothing}</option>`)}</datalist>`;
  }

  async #learn(id) {
    this.name = '';
    if (id) {
      const name = await fetchJobName(id);
      this.name = this.job === id ? (name ?? '') : this.name;
    }
  }

  #typed(event) {
    this.name = event.target.value;
    clearTimeout(this.#timer);
    if (this.found.some((job) => job.name === this.name)) {
      this.#chosen();
      return;
    }
    this.#timer = setTimeout(() => this.#find(), DEBOUNCE_MS);
  }

  async #find() {
    const { jobs } = await get(withQuery('/api/jobs', { q: this.name.trim(), limit: 20, sort: 'name' })).catch(() => ({ jobs: [] }));
    this.found = jobs;
  }

  async #chosen() {
    clearTimeout(this.#timer);
    const name = this.name.trim();
    if (name && !this.found.some((job) => job.name === name)) {
      await this.#find();
    }
    const job = this.found.find((one) => one.name.toLowerCase() === name.toLowerCase()) ?? (name ? this.found[0] : undefined);
    if ((job?.id ?? '') !== (this.job ?? '')) {
      applyFilter({ job: job?.id ?? '' });
    } else {
      this.name = job?.name ?? '';
    }
  }
}

customElements.define('tempo-job-filter', JobFilter);
