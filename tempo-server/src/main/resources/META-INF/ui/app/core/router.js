// Which page an address means. Pages are modules that are loaded when somebody first goes there.

import { address, pathOf } from './base.js';
import { leave, newEntry } from './places.js';
import { t } from './texts.js';
import { isUnsaved, mayLeave } from './unsaved.js';

/**
 * Path, its page's element, the module that defines it, the section of the navigation it belongs to, and the key of
 * its title, until the page knows a better one. The server reads this table, too: it names the modules beforehand.
 */
const ROUTES = [
  ['/', 'tempo-dashboard', () => import('../pages/dashboard.js'), 'dashboard', 'section.dashboard'],
  ['/jobs', 'tempo-jobs', () => import('../pages/jobs.js'), 'jobs', 'section.jobs'],
  ['/jobs/{job}', 'tempo-job', () => import('../pages/job.js'), 'jobs', 'section.job'],
  ['/runs', 'tempo-runs', () => import('../pages/runs.js'), 'runs', 'section.runs'],
  ['/runs/{id}', 'tempo-run', () => import('../pages/run.js'), 'runs', 'section.run'],
  ['/search', 'tempo-search', () => import('../pages/search.js'), 'search', 'section.search'],
  ['/account', 'tempo-account', () => import('../pages/account.js'), 'account', 'app.account'],
  ['/admin', 'tempo-admin', () => import('../pages/admin.js'), 'admin', 'section.admin'],
  ['/admin/{section}', 'tempo-admin', () => import('../pages/admin.js'), 'admin', 'section.admin'],
  ['/docs', 'tempo-api-docs', () => import('../pages/api-docs.js'), 'docs', 'apiDocs.title'],
].map(([pattern, element, load, section, title]) => ({ pattern, element, load, section, title: () => t(title), matcher: matcher(pattern) }));

const NOWHERE = { element: 'tempo-nowhere', load: () => import('../pages/nowhere.js'), section: '', title: () => t('nowhere.title') };

function matcher(pattern) {
  return new RegExp(`^${pattern.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}/?$`);
}

/** The path of the page that is shown; also of one that was opened past the proxy which adds the base path. */
const currentPath = () => pathOf(location.pathname) ?? location.pathname;

/** What the address asks for: the route with its parts as `params` and its query. */
export function currentRoute() {
  const path = currentPath();
  for (const route of ROUTES) {
    const match = route.matcher.exec(path);
    if (match) {
      const params = Object.fromEntries(
        Object.entries(match.groups ?? {}).map(([name, value]) => [name, decodeURIComponent(value)]),
      );
      return { ...route, path, params, query: new URLSearchParams(location.search) };
    }
  }
  return { ...NOWHERE, path, params: {}, query: new URLSearchParams(location.search) };
}

/** The address that is shown, and which entry of the history that is; the browser's own may be ahead for a moment. */
let shown = location.href;
let place = history.state?.place ?? 0;
let passing = false;

/** Goes to a path without loading the document anew; asks first if something that was typed would be lost. */
export function go(path, { replace = false } = {}) {
  if (address(path) === location.pathname + location.search + location.hash) {
    return;
  }
  if (isUnsaved() && isElsewhere(address(path))) {
    mayLeave().then((may) => may && move(path, replace));
  } else {
    move(path, replace);
  }
}

function move(path, replace) {
  leave();
  place += replace ? 0 : 1;
  history[replace ? 'replaceState' : 'pushState']({ ...newEntry(), place }, '', address(path));
  shown = location.href;
  dispatchEvent(new PopStateEvent('popstate'));
}

/** Another page, or another tab or section of this one; filters are not. */
function isElsewhere(target) {
  const [from, to] = [new URL(shown), new URL(target, location.href)];
  return from.pathname !== to.pathname || from.searchParams.get('tab') !== to.searchParams.get('tab');
}

/**
 * The browser has gone back or on already when it says so. If something would be lost it is sent where it came from,
 * and again where it wanted to go once that is allowed; nobody else hears of it meanwhile.
 */
function cameBack(event) {
  if (!event.isTrusted) {
    return; // of go
  }
  if (passing) {
    passing = false;
    event.stopImmediatePropagation();
    return;
  }
  const target = event.state?.place ?? place - 1;
  if (isUnsaved() && isElsewhere(location.href) && target !== place) {
    event.stopImmediatePropagation();
    const way = place - target;
    passing = true;
    history.go(way);
    mayLeave().then((may) => may && history.go(-way));
  } else {
    place = event.state?.place ?? place;
    shown = location.href;
  }
}

history.replaceState({ ...history.state, place }, '');
addEventListener('popstate', cameBack, { capture: true });

/** Changes parts of the query; what is null or empty goes. The back button skips it unless asked to keep. */
export function setQuery(changes, { keep = false } = {}) {
  const query = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === undefined || value === '') {
      query.delete(name);
    } else {
      query.set(name, value);
    }
  }
  const text = query.toString();
  go(currentPath() + (text ? `?${text}` : ''), { replace: !keep });
}

/** Lets clicks on links of these pages go through {@link go}. */
export function captureLinks(root) {
  root.addEventListener('click', (event) => {
    const link = event.composedPath().find((node) => node.matches?.('a[href^="/"]'));
    const plain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.defaultPrevented;
    const path = link && pathOf(link.getAttribute('href'));
    if (path && plain && !link.hasAttribute('download') && !path.startsWith('/api/')) {
      event.preventDefault();
      go(path);
    }
  });
}
