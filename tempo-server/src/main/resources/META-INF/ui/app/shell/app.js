import { html, nothing } from 'lit';
import { html as staticHtml, unsafeStatic } from 'lit/static-html.js';
import './connection.js';
import './palette.js';
import './toasts.js';
import { CHANGED, get, leave, OfflineError, withQuery, whenSignedOut, whoAmI } from '../core/api.js';
import { hasUnsaved, isOutdated, reloadWhenBack, settled } from '../core/back.js';
import { address, file } from '../core/base.js';
import { addCommands } from '../core/commands.js';
import { events } from '../core/events.js';
import { listenForKeys } from '../core/keys.js';
import { watchPlaces } from '../core/places.js';
import { captureLinks, currentRoute, go } from '../core/router.js';
import { may, me, setMe } from '../core/session.js';
import { t } from '../core/texts.js';
import { setProduct, setTitle, TITLED, titleText } from '../core/title.js';
import { adoptTheme, setTheme, theme, THEMES } from '../core/theme.js';
import { mayLeave, settleAll } from '../core/unsaved.js';
import { setZone } from '../core/zone.js';
import { Element } from '../parts/element.js';
import '../parts/menu.js';
import { failed, waiting } from '../parts/states.js';
import { focusHeading } from './arrive.js';
import { frameCommands, SECTIONS } from './frame-commands.js';
import { showKeys } from './help.js';
import { sessionChanged, signInAgain } from './session.js';
import { attempt } from './toasts.js';

const RETRY_MS = 2_000;

/** The frame of all pages: who is logged in, which page is open, and what is always at hand. */
class App extends Element {
  static properties = {
    state: { state: true },
    route: { state: true },
    failure: { state: true },
    branding: { state: true },
    why: { state: true },
    outdated: { state: true },
  };

  #wanted = null;
  #away = false;
  #leaving = false;

  constructor() {
    super();
    this.state = 'starting';
    this.branding = brandingOfDocument();
    setProduct(this.branding.productName);
    this.#colour(this.branding.accentColor);
    whenSignedOut(async (asked) => this.state === 'in' && !this.#leaving && signInAgain(asked));
    events.on(['state'], (state) => this.#heard(state));
    addEventListener('popstate', (event) => this.#open(currentRoute(), { back: event.isTrusted }));
    addEventListener(TITLED, () => this.requestUpdate());
    addEventListener(CHANGED, () => (this.state === 'in' ? sessionChanged() : this.state === 'login' && this.#enter()));
    captureLinks(document);
    watchPlaces();
    listenForKeys();
    addCommands(
      frameCommands({
        inside: () => this.state === 'in',
        palette: () => this.#palette(),
        find: () => this.querySelector('#find')?.focus(),
        leave: () => this.#leave(),
      }),
    );
  }

  connectedCallback() {
    super.connectedCallback();
    currentRoute()
      .load()
      .catch(() => {}); // ahead, while it is asked who looks on; what fails is told when the page is opened
    this.#enter();
  }

  render() {
    switch (this.state) {
      case 'setup':
      case 'login':
        return html`<tempo-gate ?setup=${this.state === 'setup'} ?needsToken=${this.needsToken} .why=${this.why} .branding=${this.branding}
          @entered=${() => this.#enter()}></tempo-gate>`;
      case 'in':
        return this.#frame();
      case 'offline':
        return html`<main class="state" role="status"><p>${t('app.offline')}</p></main>`;
      default:
        return nothing;
    }
  }

  #frame() {
    return html`<a class="skip" href="#content" @click=${this.#skip}>${t('app.skip')}</a>
      <header class="bar">
        <a class="brand" href=${address('/')}><img src=${this.branding.logoUrl ?? file('/ui/icon.svg')} alt=""><span>${this.#product()}</span></a>
        <nav class="sections" aria-label=${t('app.sections')}>${SECTIONS.map(([name, path]) => this.#section(name, path))}
          ${may('admin') ? this.#section('admin', '/admin') : nothing}</nav>
        <form class="find" role="search" @submit=${this.#search}>
          <input type="search" name="q" placeholder=${t('app.find')} aria-label=${t('app.find')} id="find">
        </form>
        <tempo-connection></tempo-connection>
        <button class="quiet" @click=${() => this.#palette()} title=${t('palette.title')} aria-label=${t('palette.title')}>⌘</button>
        <tempo-menu .label=${t('app.theme')} icon="◐" .items=${this.#themes()}></tempo-menu>
        <tempo-menu class="user" .label=${t('app.account')} .icon=${me().username} .items=${this.#userItems()}></tempo-menu>
      </header>
      ${this.outdated ? html`<p class="notice outdated" role="status">${t('app.outdated')} <button @click=${() => location.reload()}>${t('app.reload')}</button></p>` : nothing}
      <main id="content" tabindex="-1"><h1 class="page-title hidden">${titleText()}</h1>${this.#page()}</main>
      <tempo-palette></tempo-palette>
      <tempo-toasts></tempo-toasts>`;
  }

  #section(name, path) {
    const current = this.route?.section === name;
    return html`<a href=${address(path)} class="section-${name}" aria-current=${current ? 'page' : nothing}>${t(`section.${name}`)}</a>`;
  }

  #page() {
    if (this.failure) {
      return failed(this.failure, () => location.reload()); // a browser asks for a module but once
    }
    if (!this.route) {
      return waiting();
    }
    const tag = unsafeStatic(this.route.element); // a constant of the table of routes
    return staticHtml`<${tag} .route=${this.route}></${tag}>`;
  }

  #themes() {
    return THEMES.map((name) => ({
      text: t(`theme.${name}`),
      checked: theme() === name,
      run: () => {
        setTheme(name);
        this.requestUpdate();
      },
    }));
  }

  #userItems() {
    return [
      { text: t('app.account'), run: () => go('/account') },
      { text: t('app.keys'), run: showKeys },
      { text: t('app.api'), run: () => go('/docs') },
      null,
      { text: t('app.logOut'), run: () => this.#leave() },
    ];
  }

  /** Shows the pages to who is logged in, or else the log-in; `left`: somebody wanted to leave. */
  async #enter(left = false) {
    try {
      const { user, why } = await whoAmI();
      if (user) {
        await this.#begin(user);
      } else {
        await this.#askWho(why ?? (me() && !left ? 'ended' : null));
      }
      setMe(user); // last: what is still shown until then needs to know who it is shown to
    } catch {
      this.state = 'offline';
      setTimeout(() => this.#enter(), RETRY_MS);
    }
  }

  async #begin(user) {
    setMe(user);
    setZone(user.timezone);
    adoptTheme(user.theme);
    events.start();
    await this.#open(currentRoute());
    this.state = 'in';
  }

  async #askWho(why) {
    events.stop();
    const [{ needsSetup, needsToken }] = await Promise.all([get('/api/setup/status'), this.#gate()]);
    this.needsToken = needsToken;
    this.why = why;
    this.state = needsSetup ? 'setup' : 'login';
    setTitle(t(needsSetup ? 'gate.create' : 'gate.logIn'));
  }

  #gate() {
    return import('../pages/gate.js').catch((cause) => {
      reloadWhenBack(() => this.state !== 'in');
      throw new OfflineError('offline', { cause });
    });
  }

  /** After the server was away it may be another one, with other pages than these. */
  async #heard(state) {
    const away = this.#away;
    this.#away = state !== 'open' && state !== 'polling' && (away || state === 'waiting');
    if (away && !this.#away && !this.outdated && (await isOutdated())) {
      if (hasUnsaved()) {
        this.outdated = true;
      } else {
        location.reload();
      }
    }
  }

  /** Shows a page when it has come; unless one has gone to another meanwhile. */
  async #open(route, { back = false } = {}) {
    this.#wanted = route;
    const failure = await route.load().then(() => null, (cause) => new OfflineError(t('state.offline'), { cause }));
    if (this.#wanted !== route) {
      return;
    }
    if (failure) {
      reloadWhenBack(() => this.failure === failure);
    } else {
      settled();
    }
    const before = this.route;
    this.failure = failure;
    this.route = failure ? before : route;
    if (before?.path !== route.path) {
      setTitle(route.title());
      await this.updateComplete;
      this.#arrive(before, back);
    }
  }

  /** One has gone from a page to another; one that is come back to has its place restored by itself. */
  #arrive(before, back) {
    const content = this.querySelector('#content');
    if (before && content) {
      if (!back) {
        scrollTo(0, 0);
      }
      focusHeading(content);
    }
  }

  /** A setting of the server; without one the pages have a colour of their own. */
  #colour(accent) {
    const { style } = document.documentElement;
    for (const name of ['--accent', '--accent-ground', '--running']) {
      if (accent) {
        style.setProperty(name, accent);
      } else {
        style.removeProperty(name);
      }
    }
  }

  #product() {
    return this.branding.productName ?? t('app.title');
  }

  #palette() {
    this.querySelector('tempo-palette').open();
  }

  #search(event) {
    event.preventDefault();
    go(withQuery('/search', { q: new FormData(event.target).get('q').trim() }));
  }

  #skip(event) {
    event.preventDefault();
    this.querySelector('#content').focus();
  }

  async #leave() {
    if (!(await mayLeave())) {
      return;
    }
    await settleAll();
    this.#leaving = true; // what is still asked meanwhile is refused, and asks nobody to come back
    await attempt(leave);
    events.stop();
    go('/');
    await this.#enter(true);
    this.#leaving = false;
  }
}

/** How the server calls itself, as the document says. */
function brandingOfDocument() {
  const { product, logo, accent } = document.documentElement.dataset;
  return { productName: product, logoUrl: logo, accentColor: accent };
}

customElements.define('tempo-app', App);

