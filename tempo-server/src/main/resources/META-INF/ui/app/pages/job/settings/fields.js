import { html, nothing } from 'lit';
import { READ_ONLY_NOTE_ID } from '../../../components/read-only-notice.js';
import { hasMessage, t } from '../../../core/i18n.js';

/** The fields of a section of the settings, each with its label, its hint, and what is wrong with it. */
export class Fields {
  #error;
  #paths;
  #locked;
  #why;

  /**
   * @param {{error?: object, paths?: object, locked?: function(string): boolean, why?: string}} options
   *     `error`: the last refusal; `paths`: what the API calls fields whose names here are others;
   *     `locked(name)`: whether a field cannot be changed; `why` it cannot
   */
  constructor({ error = null, paths = {}, locked = () => false, why = '' }) {
    this.#error = error;
    this.#paths = paths;
    this.#locked = locked;
    this.#why = why;
  }

  text(name, value, { required = false, maxlength, type = 'text', placeholder, list, label } = {}) {
    return this.labelled(
      name,
      html`<input name=${name} type=${type} ?required=${required} maxlength=${maxlength ?? nothing} placeholder=${placeholder ?? nothing} list=${list ?? nothing}
        ?disabled=${this.locked(name)} aria-describedby=${this.described(name)} autocomplete="off" spellcheck="false" .value=${value ?? ''}>`,
      label,
    );
  }

  area(name, value, { maxlength, rows = 3 } = {}) {
    return this.labelled(
      name,
      html`<textarea name=${name} rows=${rows} maxlength=${maxlength ?? nothing} ?disabled=${this.locked(name)} aria-describedby=${this.described(name)} .value=${value ?? ''}></textarea>`,
    );
  }

  number(name, value, { min, max, step = 'any', placeholder } = {}) {
    return this.labelled(
      name,
      html`<input type="number" name=${name} min=${min ?? nothing} max=${max ?? nothing} step=${step} placeholder=${placeholder ?? nothing}
        ?disabled=${this.locked(name)} aria-describedby=${this.described(name)} .value=${value == null ? '' : String(value)}>`,
    );
  }

  select(name, value, options, texts = `settings.${name}`) {
    return this.labelled(
      name,
      html`<select name=${name} ?disabled=${this.locked(name)} aria-describedby=${this.described(name)}>${options.map(
        (o) => html`<option value=${o} .selected=${o === value}>${t(`${texts}.${o}`)}</option>`,
      )}</select>`,
    );
  }

  check(name, value) {
    return html`<label class="check" title=${this.title(name)}><input type="checkbox" name=${name} .checked=${value} ?disabled=${this.locked(name)}
        aria-describedby=${this.described(name)}><span>${t(`settings.${name}`)}</span></label>
      ${this.about(name)}`;
  }

  /** A control under its label. */
  labelled(name, control, label = t(`settings.${name}`)) {
    return html`<label class="field" title=${this.title(name)}>${label}${control} ${this.about(name)}</label>`;
  }

  /** What is wrong with a field, or else what there is to know of it. */
  about(name) {
    const problem = this.#problem(name);
    if (problem) {
      return html`<small class="error" id=${`about-${name}`}>${problem}</small>`;
    }
    return hasMessage(hint(name)) ? html`<small class="soft" id=${`about-${name}`}>${t(hint(name))}</small>` : nothing;
  }

  /** The ids of what stands about a field, for its control to refer to; nothing if nothing does. */
  described(name) {
    const ids = [];
    if (this.#problem(name) || hasMessage(hint(name))) {
      ids.push(`about-${name}`);
    }
    if (this.locked(name)) {
      ids.push(READ_ONLY_NOTE_ID);
    }
    return ids.length > 0 ? ids.join(' ') : nothing;
  }

  /** True if a field cannot be changed. */
  locked(name) {
    return this.#locked(name);
  }

  /** Why a field cannot be changed, for its title. */
  title(name) {
    return this.locked(name) ? this.#why : nothing;
  }

  #problem(name) {
    return this.#error?.field?.(this.#paths[name] ?? name);
  }
}

const hint = (name) => `settings.${name}.hint`;

/**
 * Fields that few need, folded.
 *
 * @param told what of them is not as usual, in a few words each; empty texts do not count
 */
export function collapsible(content, told) {
  const unusual = told.filter(Boolean);
  return html`<details class="more"><summary>${t('settings.more')}${unusual.length > 0 ? html` <span class="soft">${unusual.join(' · ')}</span>` : nothing}</summary>
    <div class="stack">${content}</div></details>`;
}

/** Reads what stands in a form of settings. */
export class FormValues {
  #form;

  constructor(form) {
    this.#form = new FormData(form);
  }

  /** True if there is such a field, and it can be changed. */
  has(name) {
    return this.#form.has(name);
  }

  text(name) {
    return this.#form.get(name) ?? '';
  }

  number(name) {
    const text = this.text(name);
    return text === '' ? null : Number(text);
  }

  flag(name) {
    return this.#form.has(name);
  }

  /** All texts of fields of one name. */
  texts(name) {
    return this.#form.getAll(name);
  }

  /** Words divided by blanks, commas or semicolons. */
  words(name) {
    return this.text(name).split(/[\s,;]+/).filter(Boolean);
  }
}
