import { html, nothing } from 'lit';
import { Element } from './parts/element.js';
import './pages/gate.js';
import './pages/jobs.js';
import { get, post, whoAmI } from './api.js';
import { captureLinks, currentRoute, go } from './router.js';
import { loadTexts, t } from './texts.js';
import { applyTheme, toggleTheme } from './theme.js';

/** The frame: knows who is logged in and which page is open. */
class App extends Element {
  static properties = { state: { state: true }, route: { state: true }, user: { state: true } };

  constructor() {
    super();
    this.state = 'starting';
    this.route = currentRoute();
    addEventListener('popstate', () => {
      this.route = currentRoute();
    });
    captureLinks(this);
  }

  connectedCallback() {
    super.connectedCallback();
    this.#enter();
  }

  render() {
    switch (this.state) {
      case 'setup':
      case 'login':
        return html`<tempo-gate ?setup=${this.state === 'setup'} ?needsToken=${this.needsToken}
          @entered=${() => this.#enter()}></tempo-gate>`;
      case 'in':
        return html`${this.#bar()}<tempo-jobs .route=${this.route} @left=${() => this.#enter()}></tempo-jobs>`;
      case 'offline':
        return html`<p class="empty">${t('app.offline')}</p>`;
      default:
        return nothing;
    }
  }

  #bar() {
    return html`<header class="bar">
      <a class="brand" href="/"><img src="/ui/icon.svg" alt="">${t('app.title')}</a>
      <span class="grow"></span>
      <button class="quiet" @click=${toggleTheme} title=${t('app.theme')} aria-label=${t('app.theme')}>◐</button>
      <span class="soft">${this.user.username}</span>
      <button class="quiet" @click=${this.#leave}>${t('app.logOut')}</button>
    </header>`;
  }

  async #enter() {
    try {
      const { needsSetup, needsToken } = await get('/api/setup/status');
      this.needsToken = needsToken;
      this.user = needsSetup ? null : await whoAmI();
      this.state = needsSetup ? 'setup' : this.user ? 'in' : 'login';
    } catch {
      this.state = 'offline';
      setTimeout(() => this.#enter(), 2_000);
    }
  }

  async #leave() {
    await post('/api/auth/logout');
    go('/');
    await this.#enter();
  }
}

applyTheme();
await loadTexts('en');
customElements.define('tempo-app', App);
