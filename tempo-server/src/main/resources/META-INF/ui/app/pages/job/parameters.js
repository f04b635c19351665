import { html, nothing } from 'lit';
import { t } from '../../core/texts.js';
import { Element } from '../../parts/element.js';

const TYPES = ['string', 'text', 'int', 'float', 'bool', 'select', 'multiselect', 'date', 'path', 'file', 'secret'];
const RANGED = new Set(['int', 'float']);
const LISTED = new Set(['select', 'multiselect']);

/** The parameters that a job asks for when it is run: one row each. Tells `edited`. */
class ParameterList extends Element {
  static properties = { parameters: { attribute: false }, list: { state: true } };

  constructor() {
    super();
    this.list = [];
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
        <button type="button" @click=${this.#add}>${t('parameters.add')}</button></header>
      ${this.list.length === 0 ? html`<p class="body soft">${t('parameters.none')}</p>` : nothing}
      <ul class="parameters">${this.list.map((parameter, i) => this.#row(parameter, i))}</ul></section>`;
  }

  #row(p, i) {
    const set = (name, parse = (v) => v) => (event) => this.#set(i, { [name]: parse(event.target.value) });
    const field = (name, content) => html`<label class="field">${t(`parameters.${name}`)}${content}</label>`;
    return html`<li class="parameter">
      ${field('name', html`<input required .value=${p.name ?? ''} @change=${set('name')} pattern="[A-Za-z_][A-Za-z0-9_\\-]*">`)}
      ${field('type', html`<select @change=${set('type')}>${TYPES.map((type) => html`<option value=${type} .selected=${type === p.type}>${t(`parameters.type.${type}`)}</option>`)}</select>`)}
      ${field('default', html`<input .value=${p.default ?? ''} @change=${set('default', (v) => v || null)} ?disabled=${p.type === 'secret'}>`)}
      ${LISTED.has(p.type) ? field('options', html`<input .value=${(p.options ?? []).join(', ')} @change=${set('options', (v) => v.split(',').map((o) => o.trim()).filter(Boolean))}>`) : nothing}
      ${RANGED.has(p.type)
        ? html`${field('min', html`<input type="number" step="any" .value=${p.min ?? ''} @change=${set('min', number)}>`)}
            ${field('max', html`<input type="number" step="any" .value=${p.max ?? ''} @change=${set('max', number)}>`)}`
        : nothing}
      ${p.type === 'string' ? field('pattern', html`<input .value=${p.pattern ?? ''} @change=${set('pattern', (v) => v || null)}>`) : nothing}
      ${field('description', html`<input maxlength="500" .value=${p.description ?? ''} @change=${set('description')}>`)}
      <label class="check"><input type="checkbox" .checked=${p.required ?? false} @change=${(e) => this.#set(i, { required: e.target.checked })}>${t('parameters.required')}</label>
      <button type="button" class="quiet danger" @click=${() => this.#remove(i)}>${t('parameters.remove')}</button>
    </li>`;
  }

  #add() {
    this.#tell([...this.list, { name: '', type: 'string', required: false }]);
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

customElements.define('tempo-parameter-list', ParameterList);
