// Reads and writes the lines that a URL's hash points at: #L12 or #L12-L30.

const PATTERN = /^#L(\d+)(?:-L?(\d+))?$/;

/** Parses a hash into `{ first, from, to }`; null if it names no lines. */
export function parseLineAnchor(hash) {
  const match = PATTERN.exec(hash);
  if (!match) {
    return null;
  }
  const [a, b] = [Number(match[1]), Number(match[2] ?? match[1])];
  return { first: a, from: Math.max(1, Math.min(a, b)), to: Math.max(1, a, b) };
}

/** Writes lines into the URL's hash without a new history entry. */
export function writeLineAnchor(mark) {
  const hash = mark === null ? '' : mark.from === mark.to ? `#L${mark.from}` : `#L${mark.from}-L${mark.to}`;
  history.replaceState(history.state, '', location.pathname + location.search + hash);
}
