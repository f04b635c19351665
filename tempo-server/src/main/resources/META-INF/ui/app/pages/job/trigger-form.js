import { html, nothing } from 'lit';
import '../../components/cron/builder.js';
import { valueLabel } from '../../components/cron/builder.js';
import { LightElement } from '../../components/light-element.js';
import { occurrenceTable } from '../../components/occurrences.js';
import { toastError } from '../../components/toast.js';
import { get, post, put, withQuery } from '../../core/api.js';
import { formatDateTime } from '../../core/format.js';
import { plural, t } from '../../core/i18n.js';
import { fromLocalDateTime, toLocalDateTime } from '../../core/time-zone.js';
import { UnsavedChanges } from '../../core/unsaved-changes.js';

const TYPES = ['cron', 'interval', 'calendar', 'once', 'startup', 'job'];
const ENDS = ['success', 'failure', 'always'];
const JOBS_AT_ONCE = 500;
const MOST_JOBS = 10_000;
const CALM_MS = 300;
const COUNT = 8;
const UNITS = { seconds: 1, minutes: 60, hours: 3_600, days: 86_400 };
const INTERVALS = [60, 300, 900, 3_600, 21_600, 86_400];
const CALENDAR = { months: [1, 12, 'month'], weekdays: [0, 6, 'weekday'], days: [1, 31, 'day'], hours: [0, 23, 'hour'], minutes: [0, 59, 'minute'] };
const STARTER = {
  cron: { expression: '0 3 * * *' },
  interval: { everySeconds: 900, mode: 'FIXED_RATE' },
  calendar: { hours: [3], minutes: [0] },
  once: {},
  startup: {},
  job: { afterJobs: [], on: 'success', all: true },
};

/** Makes or changes a trigger, and shows when it would fire while that is done. Tells `saved` or `cancelled`. */
class TriggerForm extends LightElement {
  static properties = {
    job: { attribute: false },
    trigger: { attribute: false },
    draft: { state: true },
    preview: { state: true },
    error: { state: true },
    zones: { state: true },
    jobs: { state: true },
  };

  #timer = 0;
  #unusual = []; // as it was when the form was opened, so that it does not fold while one types
  #unsaved = new UnsavedChanges(this, { what: () => t('trigger.form'), within: 'form', save: () => this.#send(), discard: () => this.#cancel() });

  constructor() {
    super();
    this.draft = { type: 'cron', ...STARTER.cron };
    this.zones = [];
    this.jobs = [];
  }

  connectedCallback() {
    super.connectedCallback();
    if (this.trigger) {
      this.draft = written(this.trigger);
    }
    this.#unusual = unusual(this.draft);
    this.#look();
    if (this.draft.type === 'job') {
      this.#loadJobs();
    }
    get('/api/timezones').then((data) => (this.zones = data.timezones.map((zone) => zone.name ?? zone)), toastError);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  /** Loads the jobs that this one can follow: all others. */
  async #loadJobs() {
    let found = [];
    let cursor;
    try {
      do {
        const page = await get(withQuery('/api/jobs', { limit: JOBS_AT_ONCE, sort: 'name', cursor }));
        found = [...found, ...page.jobs];
        cursor = page.nextCursor;
        this.jobs = found.filter((job) => job.id !== this.job.id);
      } while (cursor && found.length < MOST_JOBS);
    } catch (error) {
      toastError(error);
    }
  }

  render() {
    const { draft } = this;
    return html`<form class="card trigger-form" @submit=${this.#save} novalidate>
      <div class="sides">
        <div class="stack">
          <div class="segments" role="radiogroup" aria-label=${t('trigger.type')}>${(draft.type === 'custom' ? [...TYPES, 'custom'] : TYPES).map(
            (type) => html`<label><input type="radio" name="type" value=${type} .checked=${draft.type === type} @change=${() => this.#type(type)}>${type === 'custom' ? t('trigger.custom') : t(`trigger.${type}`)}</label>`,
          )}</div>
          ${this.#what(draft)}
          <details ?open=${this.#unusual.length > 0}><summary>${t('trigger.more')}${this.#unusual.length > 0 ? html`<span class="soft"> · ${this.#unusual.join(' · ')}</span>` : nothing}</summary>${this.#more(draft)}</details>
        </div>
        <div class="preview" aria-live="polite">${this.#preview()}</div>
      </div>
      <div class="row end">
        <button type="button" @click=${() => this.#cancel()}>${t('dialog.cancel')}</button>
        <button class="primary" id="save-trigger">${t('trigger.save')}</button>
      </div>
    </form>`;
  }

  #what(draft) {
    switch (draft.type) {
      case 'cron':
        return html`<tempo-cron .value=${draft.expression ?? ''} .error=${this.error?.field?.('expression')} @expression=${(e) => this.#set({ expression: e.detail })}></tempo-cron>
          <label class="field">${t('trigger.dialect')}<select @change=${(e) => this.#set({ dialect: e.target.value })}>
            ${['OCPS', 'QUARTZ', 'SPRING'].map((d) => html`<option value=${d} .selected=${d === (draft.dialect ?? 'OCPS')}>${t(`trigger.dialect.${d}`)}</option>`)}</select></label>`;
      case 'interval':
        return this.#interval(draft);
      case 'calendar':
        return html`<div class="cron-fields">${Object.entries(CALENDAR).map(([field, range]) => this.#calendarField(field, range, draft[field] ?? []))}</div>
          <label class="field">${t('trigger.years')}<input inputmode="numeric" placeholder=${t('trigger.any')} .value=${(draft.years ?? []).join(', ')}
            @change=${(e) => this.#set({ years: e.target.value.split(/[\s,]+/).filter(Boolean).map(Number) })}></label>
          <p class="soft">${t('trigger.calendarHint')}</p>`;
      case 'once':
        return html`<label class="field">${t('trigger.at')}<input type="datetime-local" required .value=${toLocalDateTime(draft.at)}
          @change=${(e) => this.#set({ at: fromLocalDateTime(e.target.value) })}></label>`;
      case 'custom':
        return html`<p>${this.trigger?.description}</p><p class="soft">${t('trigger.customHint')}</p>`;
      case 'job':
        return this.#jobs(draft);
      default:
        return html`<p class="soft">${t('trigger.startupHint')}</p>`;
    }
  }

  #jobs({ afterJobs, on, all }) {
    return html`<label class="field">${t('trigger.jobs')}<select multiple size="6" @change=${(e) => this.#set({ afterJobs: [...e.target.selectedOptions].map((option) => option.value) })}>
        ${this.jobs.map((job) => html`<option value=${job.id} .selected=${afterJobs.includes(job.id)}>${job.name}</option>`)}</select></label>
      <label class="field">${t('trigger.on')}<select @change=${(e) => this.#set({ on: e.target.value })}>
        ${ENDS.map((one) => html`<option value=${one} .selected=${one === on}>${t(`trigger.on.${one}`)}</option>`)}</select></label>
      ${afterJobs.length > 1 ? this.#several(all) : nothing}
      <p class="soft">${all ? t('trigger.jobHint') : t('trigger.anyJobHint')}</p>`;
  }

  #several(all) {
    return html`<label class="field">${t('trigger.several')}<select @change=${(e) => this.#set({ all: e.target.value === 'all' })}>
      <option value="all" .selected=${all}>${t('trigger.afterAll')}</option>
      <option value="any" .selected=${!all}>${t('trigger.afterEach')}</option></select></label>`;
  }

  #interval(draft) {
    const seconds = draft.everySeconds;
    const unit = Object.keys(UNITS).reverse().find((name) => seconds % UNITS[name] === 0) ?? 'seconds';
    return html`<div class="row">
        <label class="field grow">${t('trigger.every')}<input type="number" min="1" step="any" required .value=${String(seconds / UNITS[unit])}
          @input=${(e) => this.#set({ everySeconds: e.target.valueAsNumber * UNITS[unit] })}></label>
        <label class="field grow">${t('trigger.unit')}<select @change=${(e) => this.#set({ everySeconds: (seconds / UNITS[unit]) * UNITS[e.target.value] })}>
          ${Object.keys(UNITS).map((name) => html`<option value=${name} .selected=${name === unit}>${t(`trigger.unit.${name}`)}</option>`)}</select></label>
      </div>
      <div class="chips">${INTERVALS.map((s) => html`<button type="button" class="tag" aria-pressed=${s === seconds} @click=${() => this.#set({ everySeconds: s })}>${t(`trigger.interval.${s}`)}</button>`)}</div>
      <label class="field">${t('trigger.mode')}<select @change=${(e) => this.#set({ mode: e.target.value })}>
        ${['FIXED_RATE', 'FIXED_DELAY'].map((m) => html`<option value=${m} .selected=${m === draft.mode}>${t(`trigger.mode.${m}`)}</option>`)}</select></label>`;
  }

  #calendarField(field, [from, to, name], chosen) {
    const all = Array.from({ length: to - from + 1 }, (_, i) => from + i);
    const toggle = (value) =>
      this.#set({ [field]: chosen.includes(value) ? chosen.filter((v) => v !== value) : [...chosen, value].sort((a, b) => a - b) });
    return html`<fieldset class="cron-field"><legend>${t(`cron.${name}`)} ${chosen.length === 0 ? html`<span class="soft">${t('trigger.any')}</span>` : nothing}</legend>
      <div class="grid is-${name}" role="group" aria-label=${t(`cron.${name}`)}>${all.map(
        (value) => html`<button type="button" aria-pressed=${chosen.includes(value)} @click=${() => toggle(value)}>${valueLabel(name, value)}</button>`,
      )}</div></fieldset>`;
  }

  #more(draft) {
    return html`<div class="stack more">
      <label class="field">${t('trigger.timezone')}<input list="zones" placeholder=${t('trigger.zoneOfJob', { zone: this.job.timezone })}
        .value=${draft.timezone ?? ''} @change=${(e) => this.#set({ timezone: e.target.value || null })}></label>
      <datalist id="zones">${this.zones.map((zone) => html`<option value=${zone}></option>`)}</datalist>
      <div class="row">
        <label class="field grow">${t('trigger.startAt')}<input type="datetime-local" .value=${toLocalDateTime(draft.startAt)} @change=${(e) => this.#set({ startAt: fromLocalDateTime(e.target.value) })}></label>
        <label class="field grow">${t('trigger.endAt')}<input type="datetime-local" .value=${toLocalDateTime(draft.endAt)} @change=${(e) => this.#set({ endAt: fromLocalDateTime(e.target.value) })}></label>
      </div>
      <div class="row">
        <label class="field grow">${t('trigger.jitter')}<input type="number" min="0" .value=${String(draft.jitterSeconds ?? 0)} @change=${(e) => this.#set({ jitterSeconds: e.target.valueAsNumber || 0 })}></label>
        <label class="field grow">${t('trigger.grace')}<input type="number" min="0" .value=${String(draft.graceSeconds ?? 60)} @change=${(e) => this.#set({ graceSeconds: e.target.valueAsNumber || 0 })}></label>
      </div>
      <label class="field">${t('trigger.misfire')}<select @change=${(e) => this.#set({ misfire: e.target.value })}>
        ${['RUN_ONCE', 'SKIP', 'RUN_ALL'].map((m) => html`<option value=${m} .selected=${m === (draft.misfire ?? 'RUN_ONCE')}>${t(`trigger.misfire.${m}`)}</option>`)}</select></label>
      <label class="field">${t('trigger.dst')}<select @change=${(e) => this.#set({ dst: e.target.value })}>
        ${['VIXIE', 'OCPS', 'LITERAL'].map((d) => html`<option value=${d} .selected=${d === (draft.dst ?? 'VIXIE')}>${t(`trigger.dst.${d}`)}</option>`)}</select></label>
      <label class="field">${t('trigger.excluded')}<input .value=${(draft.excludedDates ?? []).join(', ')} placeholder="2026-12-25, 2027-01-01"
        @change=${(e) => this.#set({ excludedDates: e.target.value.split(/[\s,]+/).filter(Boolean) })}></label>
    </div>`;
  }

  #preview() {
    if (this.error) {
      return html`<p class="error" role="alert">${this.error.message}</p>${this.error.details?.map((d) => html`<p class="error">${d.message}</p>`)}`;
    }
    if (!this.preview) {
      return nothing;
    }
    const { description, occurrences: times, warnings } = this.preview;
    return html`<h3>${description}</h3>
      ${warnings.map((warning) => html`<p class="notice">${warning}</p>`)}
      ${times.length > 0 ? occurrenceTable(times, this.draft.timezone ?? this.job.timezone) : html`<p class="soft">${t('trigger.noTimes')}</p>`}`;
  }

  #cancel() {
    this.dispatchEvent(new CustomEvent('cancelled'));
  }

  #type(type) {
    const { timezone, startAt, endAt } = this.draft;
    this.draft = { type, ...STARTER[type], timezone, startAt, endAt };
    this.#unsaved.dirty = true;
    if (type === 'job' && this.jobs.length === 0) {
      this.#loadJobs();
    }
    this.#look();
  }

  #set(changes) {
    this.draft = { ...this.draft, ...changes };
    this.#unsaved.dirty = true;
    this.#look();
  }

  #look() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#ask(), CALM_MS);
  }

  async #ask() {
    const asked = this.draft;
    if (isUnsaid(asked)) {
      this.preview = null;
      this.error = null;
      return;
    }
    try {
      const zone = asked.timezone ?? this.job.timezone;
      const preview = await post('/api/schedules/preview', { ...given(asked), timezone: zone, count: COUNT });
      if (asked === this.draft) {
        this.preview = preview;
        this.error = null;
      }
    } catch (error) {
      if (asked === this.draft) {
        this.error = error;
      }
    }
  }

  #save(event) {
    event.preventDefault();
    return this.#send();
  }

  /** Says whether it could be saved. */
  async #send() {
    const path = `/api/jobs/${this.job.id}/triggers`;
    try {
      await (this.trigger ? put(`${path}/${this.trigger.id}`, given(this.draft)) : post(path, given(this.draft)));
      this.#unsaved.dirty = false;
      this.dispatchEvent(new CustomEvent('saved'));
      return true;
    } catch (error) {
      this.error = error;
      return false;
    }
  }
}

/** What of a trigger is written back: not what the server computes. */
function written({ description, nextRunAt, lastFiredAt, id, ...rest }) {
  return Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== null));
}

/** What is sent: nothing that was never said. */
const given = (draft) => Object.fromEntries(Object.entries(draft).filter(([, value]) => value !== undefined && !Number.isNaN(value)));

/** Whether it is not said yet when, or after which jobs: no mistake that anybody has made. */
const isUnsaid = ({ type, at, afterJobs }) => (type === 'once' && !at) || (type === 'job' && afterJobs.length === 0);

/** What of the folded part is not as usual. */
function unusual(draft) {
  return [
    draft.timezone,
    draft.startAt ? t('schedule.from', { when: formatDateTime(draft.startAt) }) : '',
    draft.endAt ? t('schedule.until', { when: formatDateTime(draft.endAt) }) : '',
    draft.jitterSeconds ? t('schedule.jitter', { seconds: draft.jitterSeconds }) : '',
    draft.misfire && draft.misfire !== 'RUN_ONCE' ? t(`trigger.misfire.${draft.misfire}`) : '',
    draft.dst && draft.dst !== 'VIXIE' ? t(`trigger.dst.${draft.dst}`) : '',
    draft.excludedDates?.length ? plural('trigger.told.excluded', draft.excludedDates.length) : '',
  ].filter(Boolean);
}

customElements.define('tempo-trigger-form', TriggerForm);
