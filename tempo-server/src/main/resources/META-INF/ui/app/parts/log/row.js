import { html, nothing } from 'lit';
import { duration } from '../../core/format.js';
import { t } from '../../core/texts.js';
import { writer } from '../../core/zone.js';
import { parseAnsi } from './ansi.js';
import { classesOf } from './colours.js';

const clock = writer({
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
  hourCycle: 'h23',
});
const parsed = new WeakMap();

/** A line's parts, parsed once. */
function partsOf(line) {
  if (!parsed.has(line)) {
    parsed.set(
      line,
      parseAnsi(line.content).map(({ text, style }) => ({ text, classes: classesOf(style) })),
    );
  }
  return parsed.get(line);
}

/** A line's text as it is shown. */
export const textOf = (line) => partsOf(line).map((part) => part.text).join('');

/** One line: number, time if wanted, and text. */
export const row = (line, { time, since, needle, marked, current }) => html`<div class=${classes(line, marked, current)} data-line=${line.lineNumber}>
  <a class="number" href="#L${line.lineNumber}" tabindex="-1">${line.continued ? html`<span class="hidden">${t('log.continued')}</span>↳` : line.lineNumber}</a>${time === 'off' || line.content === null
    ? nothing
    : html`<time class="time" datetime=${line.timestamp}>${stamp(line.timestamp, time, since)}</time>`}<span class="text">${line.content === null ? '' : content(line, needle)}</span></div>`;

function classes(line, marked, current) {
  const flags = { continued: line.continued, marked, current, blank: line.content === null, open: line.open === true };
  return ['line', `is-${line.stream}`, ...Object.keys(flags).filter((flag) => flags[flag])].join(' ');
}

/** A time, or how long after the beginning. */
function stamp(timestamp, kind, since) {
  if (kind === 'absolute') {
    return clock(timestamp);
  }
  const ms = new Date(timestamp) - since;
  return ms < 60_000 ? `+${(ms / 1_000).toFixed(3)} s` : `+${duration(ms)}`;
}

function content(line, needle) {
  const parts = partsOf(line);
  const ranges = needle ? places(textOf(line), needle) : [];
  if (ranges.length === 0) {
    return parts.map(({ text, classes: names }) => (names ? html`<span class=${names}>${text}</span>` : text));
  }
  return parts.flatMap(cutter(ranges));
}

/** Where a text contains another, in any case. */
export function places(text, needle) {
  const small = text.toLowerCase();
  const wanted = needle.toLowerCase();
  const found = [];
  // Where letters change their number with their case, places in the small text would not be places in the text.
  const searched = small.length === text.length ? small : text;
  for (let at = searched.indexOf(wanted); at >= 0; at = searched.indexOf(wanted, at + wanted.length)) {
    found.push([at, at + wanted.length]);
  }
  return found;
}

/** Cuts parts, one after the other, where ranges begin and end. */
function cutter(ranges) {
  let offset = 0;
  return ({ text, classes: names }) => {
    const begin = offset;
    offset += text.length;
    const cuts = ranges.flat().filter((cut) => cut > begin && cut < offset);
    const edges = [begin, ...cuts, offset];
    return edges.slice(1).map((to, i) => piece(text.slice(edges[i] - begin, to - begin), names, ranges.some(([a, b]) => edges[i] >= a && edges[i] < b)));
  };
}

function piece(text, names, found) {
  if (found) {
    return html`<mark class=${names || nothing}>${text}</mark>`;
  }
  return names ? html`<span class=${names}>${text}</span>` : text;
}
