// The server was away, or another one is there now: when a page begins anew.

import { href, BASE, BUILD } from './base-path.js';

const RETRY_MS = 1_000;
const RELOADS_KEY = `tempo.reloads${BASE}`;
const MAX_RELOADS = 3;

/** Which pages the server has now; null if it does not answer. */
async function fetchServerBuild() {
  const response = await fetch(href('/ui/build.json'), { cache: 'no-store' }).catch(() => null);
  return response?.ok ? response.json().then(({ build }) => build, () => null) : null;
}

/** True if the server has other pages than these by now, as after an upgrade. */
export async function isOutdated() {
  const build = await fetchServerBuild();
  return BUILD !== null && build !== null && build !== BUILD;
}

/** True if something would be lost with the document: a form says so, or somebody types. */
export function hasUnsavedInput() {
  const leaving = new Event('beforeunload', { cancelable: true });
  dispatchEvent(leaving);
  return leaving.defaultPrevented || document.querySelector('dialog[open]') !== null || isEditing(document.activeElement);
}

const isEditing = (element) =>
  element instanceof HTMLElement && (element.isContentEditable || (element.matches('input:not([type=checkbox], [type=radio]), textarea') && element.value !== ''));

/**
 * Loads the document anew as soon as the server answers: a browser asks for a module only once, so nothing less helps
 * when one could not be had. If that does not help either, it ends after a few times.
 *
 * @param {() => boolean} still whether it is wanted by then
 */
export async function reloadWhenAvailable(still) {
  const reloads = Number(sessionStorage.getItem(RELOADS_KEY) ?? 0);
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS * 2 ** reloads));
    if (!still() || reloads >= MAX_RELOADS) {
      return;
    }
    if ((await fetchServerBuild()) !== null && still()) {
      sessionStorage.setItem(RELOADS_KEY, String(reloads + 1));
      location.reload();
      return;
    }
  }
}

/** A page is there: what was tried before to get one does not count any more. */
export const resetReloadCount = () => sessionStorage.removeItem(RELOADS_KEY);
