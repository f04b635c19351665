import { html, nothing } from 'lit';
import { LightElement } from '../components/light-element.js';
import '../components/password-field.js';
import { logIn, put } from '../core/api.js';
import { assetUrl } from '../core/base-path.js';
import { language, languageName, LANGUAGES, setLanguage, t } from '../core/i18n.js';

/**
 * The log-in form, also for the first account. Emits `entered` with the account. With `user` it renews that user's
 * session, in a dialog over the page.
 */
class Login extends LightElement {
  static properties = {
    setup: { type: Boolean },
    needsToken: { type: Boolean },
    why: { type: String },
    user: {},
    branding: { attribute: false },
    token: { state: true },
    error: { state: true },
    busy: { state: true },
  };

  #chosen = null;

  constructor() {
    super();
    this.branding = {};
  }

  render() {
    return this.user ? this.#form() : html`<main class="gate"><div class="gate-box">${this.#brand()}${this.#form()}${this.#languages()}</div></main>`;
  }

  #brand() {
    return html`<div class="gate-brand"><img src=${this.branding.logoUrl ?? assetUrl('/ui/icon.svg')} alt=""><span>${this.#product()}</span></div>`;
  }

  /** Whoever chooses one here has it from then on. */
  #languages() {
    return LANGUAGES.length < 2
      ? nothing
      : html`<select class="gate-language fit" name="language" aria-label=${t('account.language')} @change=${(event) => this.#speak(event.target.value)}>
          ${LANGUAGES.map((code) => html`<option value=${code} lang=${code} .selected=${code === language()}>${languageName(code)}</option>`)}</select>`;
  }

  #form() {
    const title = this.setup ? t('gate.setup', { product: this.#product() }) : t(this.user ? 'gate.again' : 'gate.logIn');
    return html`<form class="stack" @submit=${this.#submit}>
      ${this.user ? html`<h2 id="question">${title}</h2>` : html`<h1>${title}</h1>`}
      ${this.setup ? html`<p class="soft">${t('gate.setupHint')}</p>` : nothing}
      ${this.why ? html`<p class="notice" role="status">${t(`gate.${this.why}`)}</p>` : nothing}
      ${this.#field('username', 'text', 'username', true)}
      ${this.setup ? this.#field('email', 'email', 'email', false) : nothing}
      <tempo-password name="password" .label=${t('gate.password')} autocomplete=${this.setup ? 'new-password' : 'current-password'} ?fresh=${this.setup} required></tempo-password>
      ${this.setup && this.needsToken && !this.token ? this.#field('setupToken', 'text', 'off', true) : nothing}
      ${this.error ? html`<p class="error" role="alert">${this.error}</p>` : nothing}
      <div class="row end">
        ${this.user ? html`<button type="button" @click=${() => this.#tell('later')}>${t('gate.later')}</button>` : nothing}
        <button class="primary" ?disabled=${this.busy}>${t(this.setup ? 'gate.create' : 'gate.logIn')}</button></div>
    </form>`;
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

  async firstUpdated() {
    const password = this.querySelector('tempo-password');
    await password.updateComplete;
    this.querySelector(this.user ? 'input[name=password]' : 'input')?.focus();
  }

  #product() {
    return this.branding.productName ?? t('app.title');
  }

  #field(name, type, autocomplete, required) {
    return html`<label class="field">${t(`gate.${name}`)}
      <input name=${name} type=${type} autocomplete=${autocomplete} ?required=${required} autocapitalize="off" spellcheck="false"
        value=${name === 'username' ? (this.user ?? '') : ''}>
    </label>`;
  }

  async #speak(code) {
    this.#chosen = code;
    this.error = null; // it was said in another language
    await setLanguage(code).catch(() => (this.error = t('state.offline')));
  }

  async #submit(event) {
    event.preventDefault();
    const given = [...new FormData(event.target)].filter(([, value]) => value !== '');
    if (this.setup && this.token) {
      given.push(['setupToken', this.token]);
    }
    this.busy = true;
    try {
      const session = await logIn(this.setup ? '/api/setup/admin' : '/api/auth/login', Object.fromEntries(given));
      if (this.#chosen) {
        await put('/api/me/preferences', { language: this.#chosen });
      }
      this.#tell('entered', session);
    } catch (error) {
      this.error = error.status === undefined ? t('state.offline') : error.message;
      if (error.status === 403) {
        this.token = null; // of an earlier start, maybe: it can be typed now
      }
    } finally {
      this.busy = false;
    }
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { bubbles: true, detail }));
  }
}

customElements.define('tempo-gate', Login);
