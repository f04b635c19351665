// Where the pages of this server lie: below a path of its own if a proxy gives it one (TEMPO_BASE_PATH), which the
// document says. Paths are written without it everywhere; whatever leaves these pages goes through `href`.

/** The path below which all of this server lies, as /tempo; empty if that is the root. */
export const BASE = document.documentElement.dataset.base ?? '';

/** What a path of this server, as /jobs, is to the browser. */
export const href = (path) => BASE + path;

/** The path of this server that an address of the browser's means; null if it is none of this server. */
export function stripBasePath(address) {
  if (address === BASE) {
    return '/';
  }
  return address.startsWith(`${BASE}/`) ? address.slice(BASE.length) : null;
}

/** Where the files of these pages lie, to the browser: below a hash of them all, so that it can keep them. */
const ASSETS = new URL('../..', import.meta.url).pathname;

/** What a path of a file of these pages, as /ui/css/base.css, is to the browser. */
export const assetUrl = (path) => ASSETS + path.slice('/ui/'.length);

/** Which pages these are; null if they are served as somebody works on them. */
export const BUILD = /\/ui\/([0-9a-f]{16})\/$/.exec(ASSETS)?.[1] ?? null;
