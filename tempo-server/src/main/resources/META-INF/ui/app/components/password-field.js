import { html, nothing } from 'lit';
import { t } from '../core/i18n.js';
import { LightElement } from './light-element.js';

/** The fewest characters of a password that the server takes. */
const MIN_LENGTH = 8;

let lastId = 0;

/**
 * A password field with a button that shows the password and a warning for Caps Lock. The form around it gets the value
 * by its name.
 *
 *     <tempo-password name="password" .label=${…} autocomplete="new-password" fresh required .error=${…}></tempo-password>
 *
 * `fresh` is for a new password: the rules are shown below.
 */
class PasswordField extends LightElement {
  static properties = {
    name: {},
    label: {},
    autocomplete: {},
    error: {},
    fresh: { type: Boolean },
    required: { type: Boolean },
    text: { state: true },
    shown: { state: true },
    caps: { state: true },
  };

  #id = `password-${(lastId += 1)}`;
  #reset = () => {
    this.text = '';
    this.shown = false;
  };

  constructor() {
    super();
    this.text = '';
  }

  connectedCallback() {
    super.connectedCallback();
    this.closest('form')?.addEventListener('reset', this.#reset);
  }

  render() {
    return html`<div class="field password">
      <label for=${this.#id}>${this.label}</label>
      <div class="row">
        <input id=${this.#id} name=${this.name} type=${this.shown ? 'text' : 'password'} autocomplete=${this.autocomplete} ?required=${this.required}
          minlength=${this.fresh ? MIN_LENGTH : nothing} spellcheck="false" autocapitalize="off" aria-describedby="${this.#id}-about" aria-invalid=${this.error ? 'true' : nothing}
          @input=${(event) => (this.text = event.target.value)} @keydown=${this.#key} @keyup=${this.#key} @blur=${() => (this.caps = false)}>
        <button type="button" class="quiet" aria-pressed=${Boolean(this.shown)} aria-controls=${this.#id} @click=${() => (this.shown = !this.shown)}>${t(this.shown ? 'password.hide' : 'password.show')}</button>
      </div>
      <div id="${this.#id}-about" aria-live="polite">
        ${this.fresh ? this.#rules() : nothing}
        ${this.caps ? html`<small class="warning">${t('password.caps')}</small>` : nothing}
        ${this.error ? html`<small class="error">${this.error}</small>` : nothing}
      </div>
    </div>`;
  }

  #rules() {
    const met = this.text.length >= MIN_LENGTH;
    return html`<small class=${met ? 'good' : 'soft'}>${met ? '✓ ' : ''}${t('password.rule', { count: MIN_LENGTH })}</small>`;
  }

  #key(event) {
    this.caps = event.getModifierState?.('CapsLock') ?? false;
  }
}

customElements.define('tempo-password', PasswordField);
