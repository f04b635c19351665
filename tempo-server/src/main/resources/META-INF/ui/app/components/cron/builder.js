import { html, nothing } from 'lit';
import { loadMessagePart, perLanguage, t } from '../../core/i18n.js';
import { LightElement } from '../light-element.js';
import { anyField, fieldFromText, FIELDS, formatCron, listField, parseCron, stepField } from './model.js';

await loadMessagePart('trigger');

const PRESETS = ['*/5 * * * *', '*/15 * * * *', '0 * * * *', '0 3 * * *', '0 9 * * 1-5', '0 8 * * 1', '0 0 1 * *', '0 0 L * *'];
const STEPS = { second: [5, 10, 15, 20, 30], minute: [2, 5, 10, 15, 20, 30], hour: [2, 3, 4, 6, 8, 12], day: [2, 5, 7, 10], month: [2, 3, 4, 6], weekday: [2] };
const KINDS = ['any', 'step', 'list', 'text'];

/** Builds a cron expression by choosing; tells it by `expression`. The text can always be written by hand instead. */
class CronBuilder extends LightElement {
  static properties = { value: {}, error: {}, open: { state: true } };

  constructor() {
    super();
    this.value = '';
    this.open = null;
  }

  render() {
    const fields = parseCron(this.value);
    return html`<div class="cron">
      <label class="field">${t('cron.expression')}
        <input name="expression" class="mono" spellcheck="false" autocomplete="off" required .value=${this.value}
          aria-invalid=${this.error ? 'true' : nothing} @input=${(event) => this.#tell(event.target.value)}></label>
      <div class="chips" role="group" aria-label=${t('cron.presets')}>${PRESETS.map(
        (preset) => html`<button type="button" class="tag" @click=${() => this.#tell(preset)} aria-pressed=${preset === this.value}>${t(`cron.preset.${preset}`)}</button>`,
      )}</div>
      ${fields ? this.#fields(fields) : html`<p class="soft">${t('cron.byHand')}</p>`}
    </div>`;
  }

  #fields(fields) {
    const rows = FIELDS.filter(({ name }) => name in fields);
    return html`<div class="cron-fields">
      ${rows.map((field) => this.#row(field, fields))}
      <div class="row">
        <label class="check"><input type="checkbox" .checked=${'second' in fields} @change=${(e) => this.#seconds(fields, e.target.checked)}>${t('cron.withSeconds')}</label>
      </div>
    </div>`;
  }

  #row(field, fields) {
    const current = fields[field.name];
    return html`<fieldset class="cron-field">
      <legend>${t(`cron.${field.name}`)}</legend>
      <select class="fit" aria-label=${t('cron.kindOf', { field: t(`cron.${field.name}`) })} @change=${(e) => this.#kind(field, fields, e.target.value)}>
        ${KINDS.filter((kind) => kind !== 'step' || STEPS[field.name]).map(
          (kind) => html`<option value=${kind} .selected=${kind === current.kind}>${t(`cron.kind.${kind}`)}</option>`,
        )}
      </select>
      ${this.#choice(field, fields, current)}
    </fieldset>`;
  }

  #choice(field, fields, current) {
    switch (current.kind) {
      case 'step':
        return html`<select class="fit" aria-label=${t('cron.kind.step')} @change=${(e) => this.#set(fields, field, stepField(Number(e.target.value)))}>
          ${[...new Set([...STEPS[field.name], current.step])].sort((a, b) => a - b).map((n) => html`<option value=${n} .selected=${n === current.step}>${n}</option>`)}
        </select>`;
      case 'list':
        return field.name === 'year' ? this.#text(field, fields, current) : this.#grid(field, fields, current);
      case 'text':
        return this.#text(field, fields, current);
      default:
        return nothing;
    }
  }

  #grid(field, fields, current) {
    const all = Array.from({ length: field.to - field.from + 1 }, (_, i) => field.from + i);
    const toggle = (value) => {
      const values = new Set(current.values);
      if (!values.delete(value)) {
        values.add(value);
      }
      if (values.size > 0) {
        this.#set(fields, field, listField(values));
      }
    };
    return html`<div class="grid is-${field.name}" role="group" aria-label=${t(`cron.${field.name}`)}>${all.map(
      (value) => html`<button type="button" aria-pressed=${current.values.includes(value)} @click=${() => toggle(value)}>${valueLabel(field.name, value)}</button>`,
    )}</div>`;
  }

  #text(field, fields, current) {
    return html`<input class="mono" aria-label=${t(`cron.${field.name}`)} .value=${current.text} spellcheck="false"
      @change=${(e) => this.#set(fields, field, fieldFromText(field.name, e.target.value))}>`;
  }

  #kind(field, fields, kind) {
    const made = {
      any: anyField,
      step: () => stepField(STEPS[field.name][0]),
      list: () => listField([field.name === 'year' ? new Date().getFullYear() : field.from]),
      text: () => ({ kind: 'text', text: fields[field.name].text }),
    };
    this.#set(fields, field, made[kind]());
  }

  #seconds(fields, wanted) {
    const changed = { ...fields };
    delete changed.second;
    this.#tell(formatCron(wanted ? { ...changed, second: listField([0]) } : changed));
  }

  #set(fields, field, value) {
    this.#tell(formatCron({ ...fields, [field.name]: value }));
  }

  #tell(value) {
    this.value = value;
    this.dispatchEvent(new CustomEvent('expression', { detail: value }));
  }
}

const months = perLanguage((locale) => new Intl.DateTimeFormat(locale, { month: 'short', timeZone: 'UTC' }));
const weekdays = perLanguage((locale) => new Intl.DateTimeFormat(locale, { weekday: 'short', timeZone: 'UTC' }));

/** Returns the label of a field's value: names for months and weekdays. */
export function valueLabel(field, value) {
  if (field === 'month') {
    return months().format(Date.UTC(2024, value - 1, 1));
  }
  return field === 'weekday' ? weekdays().format(Date.UTC(2023, 0, 1 + value)) : String(value); // 1 January 2023 was a Sunday
}

customElements.define('tempo-cron', CronBuilder);
