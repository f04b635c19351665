// Adds and removes the base path, below which a proxy may serve this server (TEMPO_BASE_PATH); the document says it.
// Paths in the code never contain it; what is given to the browser goes through `href`.

/** The base path, as /tempo; empty if the server is at the root. */
export const BASE = document.documentElement.dataset.base ?? '';

/** Returns the browser's path for a path of this server, as /jobs. */
export const href = (path) => BASE + path;

/** Returns the path of this server for a path of the browser; null if it is not below the base path. */
export function stripBasePath(address) {
  if (address === BASE) {
    return '/';
  }
  return address.startsWith(`${BASE}/`) ? address.slice(BASE.length) : null;
}

/**
 * The browser's path of these pages' files, and the hash of all of them that it contains, so that they are cached for
 * good. This module may be in a bundle, which lies elsewhere below the same path.
 */
const [ASSETS, hash] = /^.*\/ui\/(?:([0-9a-f]{16})\/)?/.exec(new URL(import.meta.url).pathname);

/** Returns the browser's path for a file of the pages, as /ui/css/base.css. */
export const assetUrl = (path) => ASSETS + path.slice('/ui/'.length);

/** The hash of these pages' files; null if they are served from a directory during development. */
export const BUILD = hash ?? null;
