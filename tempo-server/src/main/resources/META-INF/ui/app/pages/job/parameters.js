import { html, nothing } from 'lit';
import { LightElement } from '../../components/light-element.js';
import { READ_ONLY_NOTE_ID } from '../../components/read-only-notice.js';
import { t } from '../../core/i18n.js';
import { localText } from '../../core/local-text.js';
import { conditionOf, optionsOf } from '../../core/parameters.js';
import { optionLabels, textFields } from './parameter-texts.js';

const TYPES = ['string', 'text', 'int', 'float', 'bool', 'select', 'multiselect', 'date', 'path', 'file', 'secret'];
const RANGED = new Set(['int', 'float']);
const LISTED = new Set(['select', 'multiselect']);
const COUNTED = new Set(['string', 'text', 'secret', 'multiselect']);
const MATCHED = new Set(['string', 'text', 'path', 'file', 'secret']);

/** In which ways values become arguments, the usual one first. */
const WAYS = ['flag', 'value', 'joined', 'repeated', 'list'];
const PASSED = { bool: WAYS.slice(0, 2), multiselect: WAYS.slice(2) };

/** The parameters that a job asks for when it is run: one row each. Tells `edited`. */
class ParameterList extends LightElement {
  static properties = { parameters: { attribute: false }, locked: { type: String }, list: { state: true } };

  constructor() {
    super();
    this.list = [];
    this.locked = '';
  }

  /** The parameters as they stand now. */
  get value() {
    return this.list;
  }

  willUpdate(changed) {
    if (changed.has('parameters')) {
      this.list = this.parameters.map((parameter) => ({ ...parameter }));
    }
  }

  render() {
    return html`<section class="card"><header><h2>${t('parameters.list')}</h2>
        ${this.locked ? nothing : html`<button type="button" id="add-parameter" @click=${this.#add}>${t('parameters.add')}</button>`}</header>
      ${this.list.length === 0 ? html`<p class="body soft">${t('parameters.none')}</p>` : nothing}
      <fieldset ?disabled=${this.locked !== ''} title=${this.locked || nothing} aria-describedby=${this.locked ? READ_ONLY_NOTE_ID : nothing}>
        <ul class="parameters">${this.list.map((parameter, i) => this.#row(parameter, i))}</ul></fieldset></section>`;
  }

  #row(p, i) {
    const set = (name, parse = (v) => v) => (event) => this.#set(i, { [name]: parse(event.target.value) });
    const field = (name, content) => html`<label class="field">${t(`parameters.${name}`)}${content}</label>`;
    return html`<li class="parameter">
      ${field('name', html`<input required .value=${p.name ?? ''} @change=${set('name')} pattern="[A-Za-z][A-Za-z0-9_\\-]*">`)}
      ${field('type', html`<select @change=${set('type')}>${TYPES.map((type) => html`<option value=${type} .selected=${type === p.type}>${t(`parameters.type.${type}`)}</option>`)}</select>`)}
      ${field('default', this.#default(p, set('default', (v) => (v === '' ? null : v))))}
      ${LISTED.has(p.type)
        ? field('options', html`<input required .value=${optionsOf(p).map(({ value }) => value).join(', ')} @change=${set('options', (v) => optionsFrom(v, p))}>`)
        : nothing}
      ${RANGED.has(p.type)
        ? html`${field('min', html`<input type="number" step="any" .value=${p.min ?? ''} @change=${set('min', number)}>`)}
            ${field('max', html`<input type="number" step="any" .value=${p.max ?? ''} @change=${set('max', number)}>`)}`
        : nothing}
      <label class="check"><input type="checkbox" .checked=${p.required ?? false} @change=${(e) => this.#set(i, { required: e.target.checked })}>${t('parameters.required')}</label>
      <div class="row">
        <button type="button" class="quiet" aria-label=${t('parameters.up', { name: p.name })} ?disabled=${i === 0} @click=${() => this.#up(i)}>↑</button>
        <button type="button" class="quiet danger" @click=${() => this.#remove(i)}>${t('parameters.remove')}</button></div>
      <details class="more"><summary>${t('settings.more')} <span class="soft">${told(p)}</span></summary><div class="stack">
        ${textFields(t('parameters.description'), p.description ?? null, 500, (description) => this.#set(i, { description: description ?? '' }))}
        ${textFields(t('parameters.group'), p.group ?? null, 200, (group) => this.#set(i, { group }))}
        ${LISTED.has(p.type) ? optionLabels(p.options, (options) => this.#set(i, { options })) : nothing}
        ${COUNTED.has(p.type)
          ? html`${field('least', html`<input type="number" min="0" .value=${p.min ?? ''} @change=${set('min', number)}>`)}
              ${field('most', html`<input type="number" min="0" .value=${p.max ?? ''} @change=${set('max', number)}>`)}`
          : nothing}
        ${PASSED[p.type]
          ? field('passAs', html`<select @change=${set('passAs', (v) => v || null)}>${PASSED[p.type].map(
              (way, place) => html`<option value=${place === 0 ? '' : way} .selected=${way === (p.passAs ?? PASSED[p.type][0])}>${t(`parameters.passAs.${way}`, { name: p.name || 'name' })}</option>`,
            )}</select>`)
          : nothing}
        ${MATCHED.has(p.type) ? field('pattern', html`<input class="mono" maxlength="500" spellcheck="false" .value=${p.pattern ?? ''} @change=${set('pattern', (v) => v || null)}>`) : nothing}
        ${this.#condition(p, i)}
      </div></details>
    </li>`;
  }

  /** When it is asked for: always, or with any or some values of another one. */
  #condition(p, i) {
    const condition = conditionOf(p);
    const choose = (event) => this.#set(i, { dependsOn: event.target.value || null });
    const limit = (event) => this.#set(i, { dependsOn: dependence(condition.parameter, event.target.value) });
    return html`<label class="field">${t('parameters.dependsOn')}<select @change=${choose}><option value="" .selected=${condition === null}>${t('parameters.always')}</option>
        ${this.#others(p).map((name) => html`<option value=${name} .selected=${name === condition?.parameter}>${t('parameters.onlyWith', { name })}</option>`)}</select></label>
      ${condition === null ? nothing : html`<label class="field">${t('parameters.onlyValues', { name: condition.parameter })}<input .value=${condition.values.join(', ')} @change=${limit}></label>`}`;
  }

  /** A value of the parameter's kind. A secret one is never shown; left empty, it stays. */
  #default(p, changed) {
    switch (p.type) {
      case 'bool':
      case 'select': {
        const options = p.type === 'bool' ? ['true', 'false'] : optionsOf(p).map(({ value }) => value);
        return html`<select @change=${changed}><option value="" .selected=${p.default == null}></option>
          ${options.map((o) => html`<option value=${o} .selected=${o === String(p.default ?? '')}>${o}</option>`)}</select>`;
      }
      case 'int':
      case 'float':
        return html`<input type="number" step=${p.type === 'int' ? 1 : 'any'} .value=${p.default ?? ''} @change=${changed}>`;
      case 'date':
        return html`<input type="date" .value=${p.default ?? ''} @change=${changed}>`;
      case 'secret':
        return html`<input type="password" autocomplete="off" placeholder=${t('variables.kept')} .value=${p.default ?? ''} @change=${changed}>`;
      default:
        return html`<input .value=${p.default ?? ''} @change=${changed}>`;
    }
  }

  #others(p) {
    return [...new Set([...this.list.map(({ name }) => name), conditionOf(p)?.parameter])].filter((name) => name && name !== p.name);
  }

  #add() {
    this.#tell([...this.list, { name: '', type: 'string', required: false }]);
  }

  #up(i) {
    const list = [...this.list];
    [list[i - 1], list[i]] = [list[i], list[i - 1]];
    this.#tell(list);
  }

  #remove(i) {
    this.#tell(this.list.filter((_, place) => place !== i));
  }

  #set(i, changes) {
    this.#tell(this.list.map((parameter, place) => (place === i ? { ...parameter, ...changes } : parameter)));
  }

  #tell(list) {
    this.list = list;
    this.dispatchEvent(new CustomEvent('edited', { bubbles: true }));
  }
}

const number = (text) => (text === '' ? null : Number(text));

const list = (text) => text.split(',').map((one) => one.trim()).filter(Boolean);

/** The choices in a text; those that were there before keep their labels. */
const optionsFrom = (text, p) => list(text).map((value) => (p.options ?? []).find((option) => option.value === value) ?? value);

const dependence = (parameter, text) => (list(text).length === 0 ? parameter : { parameter, values: list(text) });

/** What of the folded part is set. */
const told = (p) =>
  [localText(p.description), p.pattern, conditionOf(p) ? t('parameters.onlyWith', { name: conditionOf(p).parameter }) : ''].filter(Boolean).join(' · ');

customElements.define('tempo-parameter-list', ParameterList);
