// Recognises the level of a line of a log, as the loggers of Python, Java, syslog and structured logs write it.

const LEVELS = {
  debug: 'TRACE|DEBUG|FINE|FINER|FINEST',
  info: 'INFO|NOTICE|CONFIG',
  warning: 'WARN|WARNING',
  error: 'ERROR|ERR|SEVERE|CRITICAL|CRIT|FATAL|ALERT|EMERG|PANIC',
};
const BY_WORD = new Map(Object.entries(LEVELS).flatMap(([level, words]) => words.split('|').map((word) => [word, level])));
const BY_SEVERITY = ['error', 'error', 'error', 'error', 'warning', 'info', 'info', 'debug']; // RFC 5424, 6.2.1

const WORD = [...BY_WORD.keys()].sort((a, b) => b.length - a.length).join('|');
const FIRST = new RegExp(`^\\[?(${WORD})(?:\\s*\\]|:|\\s+[-|]|\\s*$|\\s{2}|\\s\\[)`);
const AFTER_TIME = new RegExp(`^[[(]?\\d{1,4}[-:/.]\\d{2}.{0,100}?(?:^|[\\s[(|])(${WORD})(?=[\\s\\])|:]|$)`);
const FIELD = new RegExp(`(?:^|[\\s{,])"?(?:level|levelname|lvl|severity)"?\\s*[=:]\\s*"?(${WORD})(?=["\\s,}]|$)`, 'i');
const PRIORITY = /^<(\d{1,3})>/;
const BEGINNING = 400;

/** Returns `debug`, `info`, `warning` or `error`; null if the line names no level where loggers do. */
export function levelOf(line) {
  const text = line.slice(0, BEGINNING).trimStart();
  const priority = PRIORITY.exec(text);
  if (priority && Number(priority[1]) < 192) {
    return BY_SEVERITY[Number(priority[1]) % 8];
  }
  const word = (FIRST.exec(text) ?? AFTER_TIME.exec(text) ?? FIELD.exec(text))?.[1];
  return word ? BY_WORD.get(word.toUpperCase()) : null;
}
