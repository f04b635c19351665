// Sets the document's title and icon: the run's status first, since a tab is narrow, then the page, then the product.

import { LANGUAGE_CHANGED, t } from './i18n.js';

const MARKS = { success: '✓', failure: '✕', timeout: '✕', lost: '✕', cancelled: '⊘', skipped: '⊘', running: '▶', queued: '…' };

/** Icons by status: colour and path of a shape; they are visible in light and dark tabs. */
const SHAPES = {
  success: ['#14804a', 'M9 17l5 5 9-12'],
  failure: ['#c62f2f', 'M10 10l12 12M22 10L10 22'],
  running: ['#1d5fd6', 'M12 9l11 7-11 7z'],
  queued: ['#6b7684', 'M9 16h.1M16 16h.1M23 16h.1'],
  cancelled: ['#8f5a00', 'M10 22L22 10'],
};
const SAME_SHAPE = { timeout: 'failure', lost: 'failure', skipped: 'cancelled' };

/** Event: the page's title has changed. */
export const TITLE_CHANGED = 'tempo:titled';

let productName = null;
let defaultIcon = null;
let shown = { text: '', status: null };
let source = '';

/** Sets the name of the product, which ends every title. */
export function setProductName(name) {
  productName = name;
  updateTitle();
}

/**
 * Sets the page's title.
 *
 * @param {string|function(): string} what what is shown, in a few words; empty for the product's name alone. What
 *     says it in words of the pages is a function, which is asked again when their language changes
 * @param {{status?: string|null}} options `status`: that of a run, which the title begins with and the icon shows
 */
export function setTitle(what, { status = null } = {}) {
  const text = typeof what === 'function' ? what() : what;
  source = what;
  if (text !== shown.text || status !== shown.status) {
    shown = { text, status };
    updateTitle();
    dispatchEvent(new CustomEvent(TITLE_CHANGED));
  }
}

/** Returns the page's title, without status and product. */
export const pageTitle = () => shown.text;

addEventListener(LANGUAGE_CHANGED, () => {
  setTitle(source, shown);
  updateTitle(); // the state is in words, too
});

function updateTitle() {
  const { text, status } = shown;
  const state = status ? `${MARKS[status] ?? '·'} ${t(`status.${status}`)}` : '';
  const what = [state, text].filter(Boolean).join(' · ');
  const whose = productName ?? t('app.title');
  document.title = what ? `${what} – ${whose}` : whose;
  updateIcon(status);
}

function updateIcon(status) {
  const link = document.querySelector('link[rel=icon]');
  defaultIcon ??= link?.getAttribute('href');
  const icon = SHAPES[SAME_SHAPE[status] ?? status];
  const wanted = icon ? iconUrl(...icon) : defaultIcon;
  if (link && link.getAttribute('href') !== wanted) {
    link.setAttribute('href', wanted);
  }
}

const iconUrl = (colour, path) =>
  `data:image/svg+xml,${encodeURIComponent(
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><circle cx="16" cy="16" r="15" fill="${colour}"/><path d="${path}" fill="none" stroke="#fff" stroke-width="4" stroke-linecap="round" stroke-linejoin="round"/></svg>`,
  )}`;
