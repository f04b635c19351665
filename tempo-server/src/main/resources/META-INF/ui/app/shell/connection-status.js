import { html, nothing } from 'lit';
import { LightElement } from '../components/light-element.js';
import { events } from '../core/events.js';
import { t } from '../core/i18n.js';
import { logInAgain, SESSION_STATE } from './login-dialog.js';

const GRACE_MS = 1_500;

/** Shows that the connection to the server is lost, polled or logged out, so that the page may be out of date. */
class ConnectionStatus extends LightElement {
  static properties = { broken: { state: true }, polling: { state: true }, out: { state: true } };

  #end = () => {};
  #timer = 0;
  #onSession = ({ detail }) => (this.out = !detail);

  connectedCallback() {
    super.connectedCallback();
    addEventListener(SESSION_STATE, this.#onSession);
    this.#end = events.on(['state'], (state) => this.#changed(state));
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    removeEventListener(SESSION_STATE, this.#onSession);
    this.#end();
    clearTimeout(this.#timer);
  }

  render() {
    if (this.out) {
      return html`<div role="status"><span class="connection">${t('session.out')} <button @click=${() => logInAgain()}>${t('gate.logIn')}</button></span></div>`;
    }
    return html`<div role="status" aria-live="polite">${this.broken
      ? html`<span class="connection">${t(this.polling ? 'connection.polling' : 'connection.lost')} <button @click=${() => events.retry()}>${t('connection.retry')}</button></span>`
      : nothing}</div>`;
  }

  #changed(state) {
    this.polling = state === 'polling';
    if (state === 'open' || state === 'off') {
      clearTimeout(this.#timer);
      this.#timer = 0;
      this.broken = false;
    } else if (!this.#timer) {
      this.#timer = setTimeout(() => (this.broken = true), GRACE_MS);
    }
  }
}

customElements.define('tempo-connection', ConnectionStatus);
