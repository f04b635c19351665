// Keeps the line breaks of a text through an editor that knows one kind of them alone.

const WINDOWS = '\r\n';
const BREAK = /\r\n?|\n/g; // a carriage return alone is a line feed from then on

/**
 * Returns an edited text with the line breaks of the original: those of the lines before and after what was changed as they
 * were, and in between the one that the original has most of.
 *
 * @param {string} original with breaks of any kind
 * @param {string} edited with line feeds alone
 */
export function withLineBreaksOf(original, edited) {
  if (!original.includes(WINDOWS)) {
    return edited;
  }
  const before = original.split(BREAK);
  const breaks = original.match(BREAK).map((one) => (one === WINDOWS ? one : '\n'));
  const after = edited.split('\n');
  const shared = Math.min(before.length, after.length);
  let first = 0;
  while (first < shared && before[first] === after[first]) {
    first += 1;
  }
  let last = 0;
  while (last < shared - first && before.at(-1 - last) === after.at(-1 - last)) {
    last += 1;
  }
  const usual = mostFrequent(breaks);
  const breakAfter = (line) => {
    const fromEnd = after.length - 1 - line; // how many breaks follow, with this one
    return (line < first ? breaks[line] : fromEnd <= last ? breaks.at(-fromEnd) : usual) ?? usual;
  };
  return after.map((text, line) => (line < after.length - 1 ? text + breakAfter(line) : text)).join('');
}

const mostFrequent = (breaks) => {
  const counts = new Map();
  breaks.forEach((one) => counts.set(one, (counts.get(one) ?? 0) + 1));
  return [...counts].reduce((most, one) => (one[1] > most[1] ? one : most))[0];
};
