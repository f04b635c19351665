// Recognises the level of a line of a log, as the loggers of Python, Java, syslog and structured logs write it.

import { stripAnsi } from './ansi.js';

const NAMES = {
  debug: 'TRACE|DEBUG|FINE|FINER|FINEST',
  info: 'INFO|NOTICE|CONFIG',
  warning: 'WARN|WARNING',
  error: 'ERROR|ERR|SEVERE|CRITICAL|CRIT|FATAL|ALERT|EMERG|PANIC',
};
/** The levels, the least grave first. */
export const LEVELS = Object.keys(NAMES);

const BY_WORD = new Map(Object.entries(NAMES).flatMap(([level, words]) => words.split('|').map((word) => [word, level])));
const BY_SEVERITY = ['error', 'error', 'error', 'error', 'warning', 'info', 'info', 'debug']; // RFC 5424, 6.2.1

const WORD = [...BY_WORD.keys()].sort((a, b) => b.length - a.length).join('|');
const FIRST = new RegExp(`^\\[?(${WORD})(?:\\s*\\]|:|\\s+[-|]|\\s*$|\\s{2}|\\t|\\s\\[)`);

const CLOCK = '\\d{1,2}:\\d{2}(?::\\d{2})?(?:[.,]\\d{1,9})?';
const DATE = '\\d{1,4}[-/.]\\d{1,2}[-/.]\\d{2,4}';
const TIME = new RegExp(`^(?:[A-Z][a-z]{2}\\s{1,2}\\d{1,2}\\s)?[[(]?(?:${DATE}(?:[T ]${CLOCK})?|${CLOCK})\\s?(?:Z\\b|[+-]\\d{2}:?\\d{2}\\b|[AP]M\\b|UTC\\b|GMT\\b|CES?T\\b)?[\\])]?`);
const SEPARATORS = /^[-|:\s]{1,40}/;
const LEVEL = new RegExp(`^(?:(${WORD})(?=[\\s\\])|:]|$)|[[(<](?:\\w{1,30}:)?\\s?(${WORD}|${WORD.toLowerCase()})\\s{0,5}[\\])>])`);
/** What loggers write between a time and a level: brackets, numbers, names that are no words of a sentence, and words before a separator. */
const BETWEEN = /^(?:[[(<][^\])>]{0,60}[\])>]|(?=[\w-]*[\d_.$/#@[])\w[\w.$/#@:[\]-]{0,100}(?<=[\w\]:])(?=\s|$)|\w{1,60}(?=\s+[-|]\s|\s*:\s|\s\w{1,60}\[\d+\]:))/;
const PARTS = 8;
const FIELD = new RegExp(`(?:^|[\\s{,])(?:"(?:level|levelname|lvl|severity)"\\s*:\\s*|(?:level|levelname|lvl|severity)=)"?(${WORD})(?=["\\s,}]|$)`, 'i');
const PRIORITY = /^<(\d{1,3})>/;
const BEGINNING = 400;

/** Returns `debug`, `info`, `warning` or `error`; null if the line names no level where loggers do. */
export function levelOf(line) {
  const text = line.slice(0, BEGINNING).trimStart();
  const priority = PRIORITY.exec(text);
  if (priority && Number(priority[1]) < 192) {
    return BY_SEVERITY[Number(priority[1]) % 8];
  }
  const word = FIRST.exec(text)?.[1] ?? afterTime(text) ?? FIELD.exec(text)?.[1];
  return word ? BY_WORD.get(word.toUpperCase()) : null;
}

/** Returns whether a line names this level, or a graver one; a piece of a longer line names none. */
export function isAtLeast(level, line) {
  const named = line.stream === 'system' || line.continued ? null : levelOf(stripAnsi(line.content));
  return named !== null && LEVELS.indexOf(named) >= LEVELS.indexOf(level);
}

/** Returns the word of a level behind a time, with nothing but what loggers write between them. */
function afterTime(text) {
  let rest = text.replace(TIME, '');
  for (let part = 0; part < PARTS && rest.length < text.length; part++) {
    rest = rest.replace(SEPARATORS, '');
    const level = LEVEL.exec(rest);
    if (level) {
      return level[1] ?? level[2];
    }
    const between = BETWEEN.exec(rest);
    if (!between) {
      return undefined;
    }
    rest = rest.slice(between[0].length);
  }
  return undefined;
}
