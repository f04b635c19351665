// Reloads the document after the server was unavailable or has been upgraded.

import { BASE, BUILD, href } from './base-path.js';

const RETRY_MS = 1_000;
const RELOADS_KEY = `tempo.reloads${BASE}`;
const MAX_RELOADS = 3;

/** Returns the hash of the pages that the server has now; null if it does not answer. */
async function fetchServerBuild() {
  const response = await fetch(href('/ui/build.json'), { cache: 'no-store' }).catch(() => null);
  return response?.ok ? response.json().then(({ build }) => build, () => null) : null;
}

/** Returns true if the server has other pages than these by now, as after an upgrade. */
export async function isOutdated() {
  const build = await fetchServerBuild();
  return BUILD !== null && build !== null && build !== BUILD;
}

/** Returns true if a reload would lose input: unsaved changes, an open dialog, or text in the focused field. */
export function hasUnsavedInput() {
  const leaving = new Event('beforeunload', { cancelable: true });
  dispatchEvent(leaving);
  return leaving.defaultPrevented || document.querySelector('dialog[open]') !== null || isEditing(document.activeElement);
}

const isEditing = (element) =>
  element instanceof HTMLElement && (element.isContentEditable || (element.matches('input:not([type=checkbox], [type=radio]), textarea') && element.value !== ''));

/**
 * Reloads the document as soon as the server answers. A browser requests each module only once, so nothing less helps
 * when one could not be loaded. Gives up after a few reloads.
 *
 * @param {() => boolean} still whether the reload is still needed
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

/** Resets the number of reloads once a page has been loaded. */
export const resetReloadCount = () => sessionStorage.removeItem(RELOADS_KEY);
