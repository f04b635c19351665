import { html, nothing } from 'lit';
import { href } from '../../core/base-path.js';
import { formatOffset, formatPercent } from '../../core/format.js';
import { plural, t } from '../../core/i18n.js';
import { zonedFormatter } from '../../core/time-zone.js';
import { ansiClasses } from './ansi-classes.js';
import { parseAnsi } from './ansi.js';
import { levelOf } from './log-level.js';
import { parseProgress } from './progress.js';
import { parseWorkflowCommand } from './workflow-command.js';

const clock = zonedFormatter({
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
  hourCycle: 'h23',
});
const parsed = new WeakMap();
const commands = new WeakMap();
const levels = new WeakMap();

/** Returns a line's styled parts, parsed once. */
function partsOf(line) {
  if (!parsed.has(line)) {
    parsed.set(
      line,
      parseAnsi(line.content).map(({ text, style }) => ({ text, classes: ansiClasses(style) })),
    );
  }
  return parsed.get(line);
}

/** Returns a line's text as it is displayed. */
export const lineText = (line) => partsOf(line).map((part) => part.text).join('');

/** Returns the URL of a line in the script's version that a run has executed. */
export const scriptLineUrl = (run, line) => `/jobs/${run.jobId}?tab=script&version=${run.scriptVersion}&line=${line}`;

/** Returns the workflow command of a line; null if it is none. */
function command(line) {
  if (!commands.has(line)) {
    commands.set(line, line.content?.includes('::') && line.stream !== 'system' ? parseWorkflowCommand(lineText(line)) : null);
  }
  return commands.get(line);
}

/** Returns the level that a line names; null if it names none. */
function level(line) {
  if (!levels.has(line)) {
    levels.set(line, line.content === null || line.stream === 'system' ? null : levelOf(lineText(line)));
  }
  return levels.get(line);
}

/** Renders one line: number, time if chosen, and text. */
export const lineRow = (line, { time, since, needle, marked, current, marks, run }) => html`<div class=${classes(line, marked, current)} data-line=${line.lineNumber}>
  <a class="number" href="#L${line.lineNumber}" tabindex="-1">${line.continued ? html`<span class="hidden">${t('log.continued')}</span>↳` : line.lineNumber}</a>${time === 'off' || line.content === null
    ? nothing
    : html`<time class="time" datetime=${line.timestamp}>${stamp(line.timestamp, time, since)}</time>`}<span class="text">${line.content === null ? '' : lineContent(line, needle, marks, run)}</span></div>`;

function classes(line, marked, current) {
  const flags = { continued: line.continued, marked, current, blank: line.content === null, open: line.open === true };
  return ['line', `is-${line.stream}`, level(line) ? `level-${level(line)}` : '', ...Object.keys(flags).filter((flag) => flags[flag])].filter(Boolean).join(' ');
}

/** Renders a line's text; a workflow command by its meaning, unless the search matches its text. */
function lineContent(line, needle, marks, run) {
  const progress = marks && !needle && line.stream === 'stdout' ? parseProgress(line.content) : null;
  if (progress) {
    return progressBar(progress);
  }
  const known = marks ? command(line) : null;
  const group = known?.name === 'group' ? marks.groupAt(line.lineNumber) : null;
  if (known && !(needle && matchRanges(lineText(line), needle).length > 0)) {
    return group ? heading(group, marks, known.text) : commandMessage(known);
  }
  const text = content(line, needle, marks, run);
  return group ? html`${heading(group, marks, '')}${text}` : text;
}

function heading(group, marks, title) {
  const folded = marks.isFolded(group);
  const rest = group.end === null ? t('log.groupOpen') : plural('log.lines', group.end - group.line);
  return html`<button class="fold quiet" aria-expanded=${!folded}>${folded ? '▸' : '▾'} <strong>${title || t('log.group')}</strong></button> <span class="soft">${rest}</span>`;
}

function commandMessage({ name, properties, text }) {
  if (name === 'endgroup') {
    return html`<span class="soft" aria-hidden="true">┄</span>`;
  }
  return name === 'debug'
    ? html`<span class="said is-debug">${text}</span>`
    : html`<span class="said is-${name}"><b>${t(`log.level.${name}`)}</b> ${properties.title ? html`<b>${properties.title}</b> ` : nothing}${text}</span>`;
}

/** Renders how far something is. */
export const progressBar = ({ percent, text }) => html`<span class="said is-progress"><progress max="100" value=${percent} aria-label=${text || t('log.progress')}></progress> ${formatPercent(percent / 100)} ${text}</span>`;

/** A time, or how long after the beginning. */
function stamp(timestamp, kind, since) {
  if (kind === 'absolute') {
    return clock(timestamp);
  }
  return `+${formatOffset(new Date(timestamp) - since)}`;
}

function content(line, needle, marks, run) {
  const parts = partsOf(line);
  const ranges = needle ? matchRanges(lineText(line), needle) : [];
  if (ranges.length > 0) {
    return parts.flatMap(cutter(ranges));
  }
  const found = run?.scriptVersion != null && marks ? marks.placesIn(lineText(line)) : [];
  if (found.length > 0 && parts.length === 1) {
    return linked(lineText(line), found, run);
  }
  return parts.map(({ text, classes: names }) => (names ? html`<span class=${names}>${text}</span>` : text));
}

/** A text whose places in the script lead there. */
function linked(text, found, run) {
  let end = 0;
  const pieces = found.flatMap(({ from, to, line }) => {
    const before = text.slice(end, from);
    end = to;
    return [before, html`<a class="place" href=${href(scriptLineUrl(run, line))}>${text.slice(from, to)}</a>`];
  });
  return [...pieces, text.slice(end)];
}

/** Returns the ranges `[from, to]` in which a text contains another, ignoring case. */
export function matchRanges(text, needle) {
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
