// Recognises how far a script is: by `::progress 40` or `::progress 40::what`, and by a percentage in a line that is
// written over and over, as progress bars do.

const COMMAND = /^\s*::progress\s+(?:value=)?(\d{1,3}(?:\.\d{1,6})?)\s*%?\s*(?:::(.*))?$/is;
const PERCENT = /(?:^|[^\d.])(\d{1,3}(?:\.\d{1,3})?)\s?%/g;
const MOST = 100;

/** Parses a progress command into `{ percent, text }`; null if the line is none. */
export function parseProgress(line) {
  const found = line.includes('::') ? COMMAND.exec(line) : null;
  return found && Number(found[1]) <= MOST ? { percent: Number(found[1]), text: (found[2] ?? '').trim() } : null;
}

/** Returns the last percentage in a line that has not ended; null if it has none. */
export function percentOf(line) {
  const last = [...line.matchAll(PERCENT)].at(-1);
  return last && Number(last[1]) <= MOST ? Number(last[1]) : null;
}
