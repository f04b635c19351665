// Navigates within the pages by the browser's history, and asks first where unsaved changes would be lost.

import { href, stripBasePath } from './base-path.js';
import { newHistoryEntry, saveScrollBeforeLeaving } from './history-state.js';
import { confirmNavigation, hasUnsavedChanges } from './unsaved-changes.js';

/** Returns the path of the current page without the base path; also where the proxy that adds it was bypassed. */
export const currentPath = () => stripBasePath(location.pathname) ?? location.pathname;

/** The URL that is shown and its position in the history; those of the browser may be ahead for a moment. */
let shownUrl = location.href;
let position = history.state?.place ?? 0;
let isReverting = false;

/** Navigates to a path without loading the document; asks first where unsaved changes would be lost. */
export function navigate(path, { replace = false } = {}) {
  if (href(path) === location.pathname + location.search + location.hash) {
    return;
  }
  if (hasUnsavedChanges() && isOtherPage(href(path))) {
    confirmNavigation().then((may) => may && pushOrReplace(path, replace));
  } else {
    pushOrReplace(path, replace);
  }
}

function pushOrReplace(path, replace) {
  saveScrollBeforeLeaving();
  position += replace ? 0 : 1;
  history[replace ? 'replaceState' : 'pushState']({ ...newHistoryEntry(), place: position }, '', href(path));
  shownUrl = location.href;
  dispatchEvent(new PopStateEvent('popstate'));
}

/** Returns true for a URL of another page, or of another tab or section of this one; filters do not count. */
function isOtherPage(target) {
  const [from, to] = [new URL(shownUrl), new URL(target, location.href)];
  return from.pathname !== to.pathname || from.searchParams.get('tab') !== to.searchParams.get('tab');
}

/**
 * Handles back and forward, which the browser has already done when it reports them. If unsaved changes would be lost,
 * it reverts the step, asks, and repeats the step if that is allowed; other listeners are not called meanwhile.
 */
function onPopstate(event) {
  if (!event.isTrusted) {
    return; // dispatched by navigate
  }
  if (isReverting) {
    isReverting = false;
    event.stopImmediatePropagation();
    return;
  }
  const target = event.state?.place ?? position - 1;
  if (hasUnsavedChanges() && isOtherPage(location.href) && target !== position) {
    event.stopImmediatePropagation();
    const way = position - target;
    isReverting = true;
    history.go(way);
    confirmNavigation().then((may) => may && history.go(-way));
  } else {
    position = event.state?.place ?? position;
    shownUrl = location.href;
  }
}

history.replaceState({ ...history.state, place: position }, '');
addEventListener('popstate', onPopstate, { capture: true });

/** Changes query parameters; null and empty values remove them. Replaces the history entry unless `keep` is set. */
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
  navigate(currentPath() + (text ? `?${text}` : ''), { replace: !keep });
}

/** Handles clicks on links to these pages by {@link navigate}. */
export function interceptLinks(root) {
  root.addEventListener('click', (event) => {
    const link = event.composedPath().find((node) => node.matches?.('a[href^="/"]'));
    const plain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.defaultPrevented;
    const path = link && stripBasePath(link.getAttribute('href'));
    if (path && plain && !link.hasAttribute('download') && !path.startsWith('/api/')) {
      event.preventDefault();
      navigate(path);
    }
  });
}
