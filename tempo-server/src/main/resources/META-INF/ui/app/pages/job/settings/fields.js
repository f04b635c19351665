import { html, nothing } from 'lit';
import { hasText, t } from '../../../core/texts.js';

/** The fields of a section of the settings, each with its label, its hint, and what is wrong with it. */
export class Fields {
  #error;
  #paths;

  /**
   * @param error the last refusal, or null
   * @param paths what the API calls fields whose names here are others
   */
  constructor(error, paths = {}) {
    this.#error = error;
    this.#paths = paths;
  }

  text(name, value, { required = false, maxlength, type = 'text', placeholder } = {}) {
    return this.labelled(
      name,
      html`<input name=${name} type=${type} ?required=${required} maxlength=${maxlength ?? nothing} placeholder=${placeholder ?? nothing}
        aria-describedby=${this.described(name)} .value=${value ?? ''}>`,
    );
  }

  area(name, value, { maxlength, rows = 3 } = {}) {
    return this.labelled(name, html`<textarea name=${name} rows=${rows} maxlength=${maxlength ?? nothing} aria-describedby=${this.described(name)} .value=${value ?? ''}></textarea>`);
  }

  number(name, value, { min, max, step = 'any', placeholder } = {}) {
    return this.labelled(
      name,
      html`<input type="number" name=${name} min=${min ?? nothing} max=${max ?? nothing} step=${step} placeholder=${placeholder ?? nothing}
        aria-describedby=${this.described(name)} .value=${value == null ? '' : String(value)}>`,
    );
  }

  select(name, value, options, texts = `settings.${name}`) {
    return this.labelled(
      name,
      html`<select name=${name} aria-describedby=${this.described(name)}>${options.map((o) => html`<option value=${o} .selected=${o === value}>${t(`${texts}.${o}`)}</option>`)}</select>`,
    );
  }

  check(name, value) {
    return html`<label class="check"><input type="checkbox" name=${name} .checked=${value} aria-describedby=${this.described(name)}><span>${t(`settings.${name}`)}</span></label>
      ${this.about(name)}`;
  }

  /** A control under its label. */
  labelled(name, control) {
    return html`<label class="field">${t(`settings.${name}`)}${control} ${this.about(name)}</label>`;
  }

  /** What is wrong with a field, or else what there is to know of it. */
  about(name) {
    const problem = this.#problem(name);
    if (problem) {
      return html`<small class="error" id=${`about-${name}`}>${problem}</small>`;
    }
    return hasText(hint(name)) ? html`<small class="soft" id=${`about-${name}`}>${t(hint(name))}</small>` : nothing;
  }

  /** The id of what stands about a field, for its control to refer to; nothing if nothing does. */
  described(name) {
    return this.#problem(name) || hasText(hint(name)) ? `about-${name}` : nothing;
  }

  #problem(name) {
    return this.#error?.field?.(this.#paths[name] ?? name);
  }
}

const hint = (name) => `settings.${name}.hint`;

/** Reads what stands in a form of settings. */
export class Given {
  #form;

  constructor(form) {
    this.#form = new FormData(form);
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

  /** Words divided by blanks, commas or semicolons. */
  words(name) {
    return this.text(name).split(/[\s,;]+/).filter(Boolean);
  }
}
