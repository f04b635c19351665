// Formats times, durations, sizes and numbers in the account's language and time zone.

import { perLanguage, t } from './i18n.js';
import { daysBetween, zonedFormatter } from './time-zone.js';

const time = zonedFormatter({ hour: 'usual', minute: '2-digit', second: '2-digit' });
const day = zonedFormatter({ dateStyle: 'short' });
const relative = perLanguage((locale) => new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' }));
const number = perLanguage((locale) => new Intl.NumberFormat(locale));
const shortNumber = perLanguage((locale) => new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }));
const percentFormat = perLanguage((locale) => new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 }));
const thousandths = perLanguage((locale) => new Intl.NumberFormat(locale, { minimumFractionDigits: 3, maximumFractionDigits: 3 }));
const names = perLanguage((locale) => new Intl.Collator(locale, { numeric: true }));
const list = perLanguage((locale) => new Intl.ListFormat(locale, { type: 'unit', style: 'short' }));

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const JUST_NOW_MS = 5 * SECOND;
const WITH_MINUTES = 12 * HOUR;
const EXACT_UP_TO = 48 * HOUR;
/** In every zone midnight falls on a quarter of an hour of UTC. */
const QUARTER = 15 * MINUTE;
const SIZES = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

/** Puts names into the order of the account's language, and numbers in them into that of their size. */
export const compareNames = (one, other) => names().compare(one, other);

/** Formats an instant; only its time if it is today. */
export const formatTime = (instant, now = Date.now()) => (day(instant) === day(now) ? time(instant) : formatDateTime(instant));

/** Formats an instant with its date. */
export const formatDateTime = zonedFormatter({ year: 'numeric', month: 'short', day: 'numeric', hour: 'usual', minute: '2-digit' });

/** Formats an instant in full: weekday, date, seconds, zone. */
export const formatFull = zonedFormatter({ dateStyle: 'full', timeStyle: 'long' });

/** Formats the distance of an instant from now, as "in 2 h 5 min"; from two days on in calendar days. */
export const formatRelative = (instant, now = Date.now()) => formatRelativeUntil(instant, now).text;

/**
 * Formats the distance of an instant from now and returns `{ text, until }`: the text is correct until that time in
 * milliseconds. The last minute before an instant is counted in seconds, the first after it in steps of five.
 */
export function formatRelativeUntil(instant, now = Date.now()) {
  const at = new Date(instant).getTime();
  const away = Math.abs(at - now);
  const ahead = at >= now;
  if (away >= EXACT_UP_TO) {
    return { text: relative().format(daysBetween(now, at), 'day'), until: (Math.floor(now / QUARTER) + 1) * QUARTER };
  }
  if (!ahead && away < JUST_NOW_MS) {
    return { text: t('time.justNow'), until: at + JUST_NOW_MS };
  }
  const step = away < MINUTE ? (ahead ? SECOND : JUST_NOW_MS) : away < WITH_MINUTES ? MINUTE : HOUR;
  const whole = Math.floor(away / step) * step;
  const text = t(ahead ? 'time.ahead' : 'time.ago', { time: relativeSpan(whole) });
  return { text, until: ahead ? at - whole + 1 : at + whole + step };
}

/** Whole seconds, minutes, or hours and what is left of minutes. */
function relativeSpan(ms) {
  if (ms < MINUTE) {
    return t('time.seconds', { seconds: ms / SECOND });
  }
  const all = Math.floor(ms / MINUTE);
  const hours = Math.floor(all / 60);
  const minutes = ms < WITH_MINUTES ? all % 60 : 0;
  return t(hours === 0 ? 'time.minutes' : minutes === 0 ? 'time.hours' : 'time.hoursMinutes', { hours, minutes });
}

/** Formats a duration in milliseconds, as "1.2 s" or "3 min 05 s". */
export function formatDuration(ms) {
  if (ms < SECOND) {
    return t('time.milliseconds', { milliseconds: Math.round(ms) });
  }
  return ms < MINUTE ? t('time.seconds', { seconds: shortNumber().format(ms / SECOND) }) : longDuration(ms);
}

/** Formats how long after another a moment is, in milliseconds, as "1.234 s" or "3 min 05 s". */
export function formatOffset(ms) {
  return ms < MINUTE ? t('time.seconds', { seconds: thousandths().format(ms / SECOND) }) : longDuration(ms);
}

/** Formats a growing duration in whole seconds or minutes: `{ text, until }`, correct until so many milliseconds. */
export function formatElapsed(ms) {
  const step = ms < HOUR ? SECOND : MINUTE;
  return { text: ms < MINUTE ? t('time.seconds', { seconds: Math.floor(ms / SECOND) }) : longDuration(ms), until: (Math.floor(ms / step) + 1) * step };
}

function longDuration(ms) {
  const seconds = Math.floor(ms / SECOND);
  const pad = (n) => String(n).padStart(2, '0');
  if (seconds < 3_600) {
    return t('time.minutesSeconds', { minutes: Math.floor(seconds / 60), seconds: pad(seconds % 60) });
  }
  return seconds < 86_400
    ? t('time.hoursMinutes', { hours: Math.floor(seconds / 3_600), minutes: pad(Math.floor(seconds / 60) % 60) })
    : t('time.daysHours', { days: Math.floor(seconds / 86_400), hours: Math.floor(seconds / 3_600) % 24 });
}

/** Formats a size in bytes, as "1.2 MiB". */
export function formatBytes(count) {
  const power = count < 1 ? 0 : Math.min(SIZES.length - 1, Math.floor(Math.log2(count) / 10));
  return t(`size.${SIZES[power]}`, { size: shortNumber().format(count / 1024 ** power) });
}

export const formatInteger = (value) => number().format(value);
export const formatDecimal = (value) => shortNumber().format(value);

/** Formats a fraction of 1, as "99.5 %". */
export const formatPercent = (share) => percentFormat().format(share);

/** Formats several things in a row, as "a, b, c". */
export const formatList = (texts) => list().format(texts);
