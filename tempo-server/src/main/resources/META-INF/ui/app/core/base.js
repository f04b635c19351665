// Where the pages of this server lie: below a path of its own if a proxy gives it one (TEMPO_BASE_PATH), which the
// document says. Paths are written without it everywhere; whatever leaves these pages goes through `address`.

/** The path below which all of this server lies, as /tempo; empty if that is the root. */
export const BASE = document.documentElement.dataset.base ?? '';

/** What a path of this server, as /jobs, is to the browser. */
export const address = (path) => BASE + path;

/** The path of this server that an address of the browser's means; null if it is none of this server. */
export function pathOf(address) {
  if (address === BASE) {
    return '/';
  }
  return address.startsWith(`${BASE}/`) ? address.slice(BASE.length) : null;
}
