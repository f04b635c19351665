import { html, nothing } from 'lit';
import { html as staticHtml, unsafeStatic } from 'lit/static-html.js';
import { LightElement } from '../components/light-element.js';
import '../components/menu.js';
import { errorState, loading } from '../components/placeholders.js';
import { withErrorToast } from '../components/toast.js';
import { fetchCurrentUser, get, logOut, OfflineError, onSignedOut, SESSION_CHANGED, withQuery } from '../core/api.js';
import { activeProject, PROJECT_CHANGED, setActiveProject } from '../core/active-project.js';
import { assetUrl, href } from '../core/base-path.js';
import { addCommands } from '../core/commands.js';
import { pageTitle, setProductName, setTitle, TITLE_CHANGED } from '../core/document-title.js';
import { events } from '../core/events.js';
import { startScrollRestoration } from '../core/history-state.js';
import { setLanguage, t } from '../core/i18n.js';
import { interceptLinks, navigate } from '../core/location.js';
import '../core/paused-queues.js'; // before the socket opens, by which it is told
import { hasUnsavedInput, isOutdated, reloadWhenAvailable, resetReloadCount } from '../core/reload.js';
import { currentUser, hasRole, setCurrentUser } from '../core/session.js';
import { listenForShortcuts } from '../core/shortcuts.js';
import { adoptTheme, setTheme, theme, THEMES } from '../core/theme.js';
import { setTimeZone } from '../core/time-zone.js';
import { confirmNavigation, flushPendingSaves, setLeaveQuestion } from '../core/unsaved-changes.js';
import { applyAccentColour, brandingOfDocument } from './branding.js';
import './command-palette.js';
import './connection-status.js';
import { focusHeading } from './focus-heading.js';
import { globalCommands, NAV_SECTIONS } from './global-commands.js';
import { logInAgain, onSessionChanged } from './login-dialog.js';
import { loadPublicPage, publicFrame } from './public-page.js';
import { chooseProject, projectButton } from './project-button.js';
import { currentRoute } from './routes.js';
import { showShortcuts } from './shortcut-help.js';

const RETRY_MS = 2_000;

/** The application's root element: log-in, navigation bar, and the current route's page. */
class App extends LightElement {
  static properties = {
    state: { state: true },
    route: { state: true },
    failure: { state: true },
    branding: { state: true },
    why: { state: true },
    outdated: { state: true },
  };

  #requestedRoute = null;
  #wasDisconnected = false;
  #isLoggingOut = false;

  constructor() {
    super();
    this.state = 'starting';
    this.branding = brandingOfDocument();
    setProductName(this.branding.productName);
    applyAccentColour(this.branding.accentColor);
    onSignedOut(async (asked) => this.state === 'in' && !this.#isLoggingOut && logInAgain(asked));
    events.on(['state'], (state) => this.#onConnectionState(state));
    addEventListener('popstate', (event) => this.#openRoute(currentRoute(), { back: event.isTrusted }));
    [TITLE_CHANGED, PROJECT_CHANGED].forEach((changed) => addEventListener(changed, () => this.requestUpdate()));
    addEventListener(SESSION_CHANGED, () => (this.state === 'in' ? onSessionChanged() : this.state === 'login' && this.#start()));
    setLeaveQuestion(async (...unsaved) => (await import('../components/unsaved-dialog.js')).confirmUnsavedChanges(...unsaved));
    interceptLinks(document);
    startScrollRestoration();
    listenForShortcuts();
    addCommands(
      globalCommands({
        inside: () => this.state === 'in',
        palette: () => this.#openPalette(),
        find: () => this.querySelector('#find')?.focus(),
        leave: () => this.#logOut(),
        chooseProject,
      }),
    );
  }

  connectedCallback() {
    super.connectedCallback();
    currentRoute()
      .load()
      .catch(() => {}); // ahead, while it is asked who looks on; what fails is told when the page is opened
    this.#start();
  }

  render() {
    switch (this.state) {
      case 'setup':
      case 'login':
        return html`<tempo-gate ?setup=${this.state === 'setup'} ?needsToken=${this.needsToken} .why=${this.why} .branding=${this.branding}
          @entered=${() => this.#start()}></tempo-gate>`;
      case 'in':
        return this.#frame();
      case 'public':
        return publicFrame(this.route, this.branding);
      case 'offline':
        return html`<main class="state" role="status"><p>${t('app.offline')}</p></main>`;
      default:
        return nothing;
    }
  }

  #frame() {
    return html`<a class="skip" href="#content" @click=${this.#skip}>${t('app.skip')}</a>
      <header class="bar">
        <a class="brand" href=${href('/')}><img src=${this.branding.logoUrl ?? assetUrl('/ui/icon.svg')} alt=""><span>${this.#product()}</span></a>
        <nav class="sections" aria-label=${t('app.sections')}>${NAV_SECTIONS.map(([name, path]) => this.#section(name, path))}
          ${hasRole('admin') ? this.#section('admin', '/admin') : nothing}</nav>
        <form class="find" role="search" @submit=${this.#search}>
          <input type="search" name="q" placeholder=${t('app.find')} aria-label=${t('app.find')} id="find">
        </form>
        <tempo-connection></tempo-connection>
        ${projectButton()}
        <button class="quiet" @click=${() => this.#openPalette()} title=${t('palette.title')} aria-label=${t('palette.title')}>⌘</button>
        <tempo-menu .label=${t('app.theme')} icon="◐" .items=${this.#themes()}></tempo-menu>
        <tempo-menu class="user" .label=${t('app.account')} .icon=${currentUser().username} .items=${this.#userItems()}></tempo-menu>
      </header>
      ${this.outdated ? html`<p class="notice outdated" role="status">${t('app.outdated')} <button @click=${() => location.reload()}>${t('app.reload')}</button></p>` : nothing}
      <main id="content" tabindex="-1"><h1 class="page-title hidden">${pageTitle()}</h1>${this.#page()}</main>
      <tempo-palette></tempo-palette>
      <tempo-toasts></tempo-toasts>`;
  }

  #section(name, path) {
    const current = this.route?.section === name;
    return html`<a href=${href(path)} class="section-${name}" aria-current=${current ? 'page' : nothing}>${t(`section.${name}`)}</a>`;
  }

  #page() {
    if (this.failure) {
      return errorState(this.failure, () => location.reload()); // a browser asks for a module but once
    }
    if (!this.route) {
      return loading();
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
      { text: t('section.interfaces'), run: () => navigate('/interfaces') },
      { text: t('app.account'), run: () => navigate('/account') },
      ...(activeProject() ? [{ text: t('section.projects'), run: () => navigate('/projects') }] : []),
      { text: t('app.keys'), run: showShortcuts },
      { text: t('app.api'), run: () => navigate('/docs') },
      null,
      { text: t('app.logOut'), run: () => this.#logOut() },
    ];
  }

  /** Shows the pages to who is logged in, or else the log-in; `left`: somebody wanted to leave. */
  async #start(left = false) {
    try {
      const { user, why } = await fetchCurrentUser();
      if (user) {
        await this.#showPages(user);
      } else {
        await this.#showLogin(why ?? (currentUser() && !left ? 'ended' : null));
      }
      setCurrentUser(user); // last: what is still shown until then needs to know who it is shown to
    } catch {
      this.state = 'offline';
      setTimeout(() => this.#start(), RETRY_MS);
    }
  }

  async #showPages(user) {
    setCurrentUser(user);
    setActiveProject(user.activeProject);
    setTimeZone(user.timezone);
    adoptTheme(user.theme);
    await setLanguage(user.language).catch(() => {}); // the pages are in another until they are opened again
    events.start();
    await this.#openRoute(currentRoute());
    this.state = 'in';
  }

  async #showLogin(why) {
    events.stop();
    if (await loadPublicPage(currentRoute())) {
      await this.#openRoute(currentRoute());
      this.state = 'public';
      return;
    }
    const [{ needsSetup, needsToken }] = await Promise.all([get('/api/setup/status'), this.#loadLogin()]);
    this.needsToken = needsToken;
    this.why = why;
    this.state = needsSetup ? 'setup' : 'login';
    setTitle(() => t(needsSetup ? 'gate.create' : 'gate.logIn'));
  }

  #loadLogin() {
    return import('../pages/login.js').catch((cause) => {
      reloadWhenAvailable(() => this.state !== 'in');
      throw new OfflineError('offline', { cause });
    });
  }

  /** After the server was away it may be another one, with other pages than these. */
  async #onConnectionState(state) {
    const away = this.#wasDisconnected;
    this.#wasDisconnected = state !== 'open' && state !== 'polling' && (away || state === 'waiting');
    if (away && !this.#wasDisconnected && !this.outdated && (await isOutdated())) {
      if (hasUnsavedInput()) {
        this.outdated = true;
      } else {
        location.reload();
      }
    }
  }

  /** Shows a page when it has come; unless one has gone to another meanwhile. */
  async #openRoute(route, { back = false } = {}) {
    this.#requestedRoute = route;
    const failure = await route.load().then(() => null, (cause) => new OfflineError(t('state.offline'), { cause }));
    if (this.#requestedRoute !== route) {
      return;
    }
    if (failure) {
      reloadWhenAvailable(() => this.failure === failure);
    } else {
      resetReloadCount();
    }
    const before = this.route;
    this.failure = failure;
    this.route = failure ? before : route;
    if (before?.path !== route.path) {
      setTitle(route.title);
      await this.updateComplete;
      this.#afterNavigation(before, back);
    }
  }

  /** One has gone from a page to another; one that is come back to has its place restored by itself. */
  #afterNavigation(before, back) {
    const content = this.querySelector('#content');
    if (before && content) {
      if (!back) {
        scrollTo(0, 0);
      }
      focusHeading(content);
    }
  }

  #product() {
    return this.branding.productName ?? t('app.title');
  }

  #openPalette() {
    this.querySelector('tempo-palette').open();
  }

  #search(event) {
    event.preventDefault();
    navigate(withQuery('/search', { q: new FormData(event.target).get('q').trim() }));
  }

  #skip(event) {
    event.preventDefault();
    this.querySelector('#content').focus();
  }

  async #logOut() {
    if (!(await confirmNavigation())) {
      return;
    }
    await flushPendingSaves();
    this.#isLoggingOut = true; // what is still asked meanwhile is refused, and asks nobody to come back
    await withErrorToast(logOut);
    events.stop();
    navigate('/');
    await this.#start(true);
    this.#isLoggingOut = false;
  }
}

customElements.define('tempo-app', App);

