// Lines that an address points at: #L12 or #L12-L30.

const PATTERN = /^#L(\d+)(?:-L?(\d+))?$/;

/** The lines that a hash means: `{ first, from, to }`; null if none. */
export function parseLineAnchor(hash) {
  const match = PATTERN.exec(hash);
  if (!match) {
    return null;
  }
  const [a, b] = [Number(match[1]), Number(match[2] ?? match[1])];
  return { first: a, from: Math.max(1, Math.min(a, b)), to: Math.max(1, a, b) };
}

/** Puts lines into the address, without a step that the back button would go. */
export function writeLineAnchor(mark) {
  const hash = mark === null ? '' : mark.from === mark.to ? `#L${mark.from}` : `#L${mark.from}-L${mark.to}`;
  history.replaceState(history.state, '', location.pathname + location.search + hash);
}
