import { html, nothing } from 'lit';
import { LightElement } from '../../components/light-element.js';
import { READ_ONLY_NOTE_ID } from '../../components/read-only-notice.js';
import { t } from '../../core/i18n.js';

const TYPES = ['string', 'text', 'int', 'float', 'bool', 'select', 'multiselect', 'date', 'path', 'file', 'secret'];
const RANGED = new Set(['int', 'float']);
const LISTED = new Set(['select', 'multiselect']);
const MATCHED = new Set(['string', 'text', 'path', 'file', 'secret']);

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
        ? field('options', html`<input required .value=${(p.options ?? []).join(', ')} @change=${set('options', (v) => v.split(',').map((o) => o.trim()).filter(Boolean))}>`)
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
        ${field('description', html`<input maxlength="500" .value=${p.description ?? ''} @change=${set('description')}>`)}
        ${MATCHED.has(p.type) ? field('pattern', html`<input class="mono" maxlength="500" spellcheck="false" .value=${p.pattern ?? ''} @change=${set('pattern', (v) => v || null)}>`) : nothing}
        ${field('dependsOn', html`<select @change=${set('dependsOn', (v) => v || null)}><option value="" .selected=${!p.dependsOn}>${t('parameters.always')}</option>
          ${this.#others(p).map((name) => html`<option value=${name} .selected=${name === p.dependsOn}>${t('parameters.onlyWith', { name })}</option>`)}</select>`)}
      </div></details>
    </li>`;
  }

  /** A value of the parameter's kind. A secret one is never shown; left empty, it stays. */
  #default(p, changed) {
    switch (p.type) {
      case 'bool':
      case 'select': {
        const options = p.type === 'bool' ? ['true', 'false'] : (p.options ?? []);
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
    return [...new Set([...this.list.map(({ name }) => name), p.dependsOn])].filter((name) => name && name !== p.name);
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

/** What of the folded part is set. */
const told = (p) => [p.description, p.pattern, p.dependsOn ? t('parameters.onlyWith', { name: p.dependsOn }) : ''].filter(Boolean).join(' · ');

customElements.define('tempo-parameter-list', ParameterList);
