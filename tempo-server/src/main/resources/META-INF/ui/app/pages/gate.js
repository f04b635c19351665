import { html, nothing } from 'lit';
import { Element } from '../parts/element.js';
import { enter } from '../core/api.js';
import { t } from '../core/texts.js';

/** Log-in, and the making of the first account. Tells by an event that somebody is in. */
class Gate extends Element {
  static properties = {
    setup: { type: Boolean },
    needsToken: { type: Boolean },
    why: { type: String },
    token: { state: true },
    error: { state: true },
    busy: { state: true },
  };

  render() {
    return html`<main class="gate">
      <form class="stack" @submit=${this.#submit}>
        <h1>${this.setup ? t('gate.setup') : t('gate.logIn')}</h1>
        ${this.setup ? html`<p class="soft">${t('gate.setupHint')}</p>` : nothing}
        ${this.why ? html`<p class="notice" role="status">${t(`gate.${this.why}`)}</p>` : nothing}
        ${this.#field('username', 'text', 'username', true)}
        ${this.setup ? this.#field('email', 'email', 'email', false) : nothing}
        ${this.#field('password', 'password', this.setup ? 'new-password' : 'current-password', true)}
        ${this.setup && this.needsToken && !this.token ? this.#field('setupToken', 'text', 'off', true) : nothing}
        ${this.error ? html`<p class="error" role="alert">${this.error}</p>` : nothing}
        <button class="primary" ?disabled=${this.busy}>${t(this.setup ? 'gate.create' : 'gate.logIn')}</button>
      </form>
    </main>`;
  }

  /** The link in the server's log has the token; the address need not keep it. */
  connectedCallback() {
    super.connectedCallback();
    const [, token] = /^#setup=([\w-]+)$/.exec(location.hash) ?? [];
    if (token) {
      this.token = token;
      history.replaceState(null, '', location.pathname + location.search);
    }
  }

  firstUpdated() {
    this.querySelector('input')?.focus();
  }

  #field(name, type, autocomplete, required) {
    return html`<label class="field">${t(`gate.${name}`)}
      <input name=${name} type=${type} autocomplete=${autocomplete} ?required=${required}>
    </label>`;
  }

  async #submit(event) {
    event.preventDefault();
    const given = [...new FormData(event.target)].filter(([, value]) => value !== '');
    if (this.setup && this.token) {
      given.push(['setupToken', this.token]);
    }
    this.busy = true;
    try {
      await enter(this.setup ? '/api/setup/admin' : '/api/auth/login', Object.fromEntries(given));
      this.dispatchEvent(new CustomEvent('entered', { bubbles: true }));
    } catch (error) {
      this.error = error.message;
      if (error.status === 403) {
        this.token = null; // of an earlier start, maybe: it can be typed now
      }
    } finally {
      this.busy = false;
    }
  }
}

customElements.define('tempo-gate', Gate);
