// Times, durations, sizes and numbers as people read them, in the browser's language and the account's zone.

import { t } from './texts.js';
import { daysBetween, writer } from './zone.js';

const time = writer({ timeStyle: 'medium' });
const day = writer({ dateStyle: 'short' });
const relative = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto', style: 'short' });
const number = new Intl.NumberFormat();
const short = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 });
const percents = new Intl.NumberFormat(undefined, { style: 'percent', maximumFractionDigits: 1 });

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const JUST_NOW = 5 * SECOND;
const WITH_MINUTES = 12 * HOUR;
const EXACT = 48 * HOUR;
/** In every zone midnight falls on a quarter of an hour of UTC. */
const QUARTER = 15 * MINUTE;
const SIZES = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

/** An instant; only the time if it is today. */
export const when = (instant, now = Date.now()) => (day(instant) === day(now) ? time(instant) : dateAndTime(instant));

/** An instant with its date. */
export const dateAndTime = writer({ dateStyle: 'medium', timeStyle: 'short' });

/** An instant with all that can be said. */
export const exactly = writer({ dateStyle: 'full', timeStyle: 'long' });

/** How far an instant is, as "in 2 h 5 min"; from two days on in days of the calendar in the zone that is shown. */
export const distance = (instant, now = Date.now()) => distanceUntil(instant, now).text;

/**
 * How far an instant is, and until when that is right. What lies ahead is counted down by the second at last; what
 * is past by five seconds.
 */
export function distanceUntil(instant, now = Date.now()) {
  const at = new Date(instant).getTime();
  const away = Math.abs(at - now);
  const ahead = at >= now;
  if (away >= EXACT) {
    return { text: relative.format(daysBetween(now, at), 'day'), until: (Math.floor(now / QUARTER) + 1) * QUARTER };
  }
  if (!ahead && away < JUST_NOW) {
    return { text: t('time.justNow'), until: at + JUST_NOW };
  }
  const step = away < MINUTE ? (ahead ? SECOND : JUST_NOW) : away < WITH_MINUTES ? MINUTE : HOUR;
  const whole = Math.floor(away / step) * step;
  const text = t(ahead ? 'time.ahead' : 'time.ago', { time: span(whole) });
  return { text, until: ahead ? at - whole + 1 : at + whole + step };
}

/** Whole seconds, minutes, or hours and what is left of minutes. */
function span(ms) {
  if (ms < MINUTE) {
    return `${ms / SECOND} s`;
  }
  const minutes = Math.floor(ms / MINUTE);
  const hours = Math.floor(minutes / 60);
  const rest = ms < WITH_MINUTES ? minutes % 60 : 0;
  return [hours ? `${hours} h` : '', rest ? `${rest} min` : ''].filter(Boolean).join(' ');
}

/** A duration, as "1.2 s" or "3 min 05 s". */
export function duration(ms) {
  if (ms < SECOND) {
    return `${Math.round(ms)} ms`;
  }
  return ms < MINUTE ? `${short.format(ms / SECOND)} s` : long(ms);
}

/** A duration that grows, in whole seconds or minutes, and how long in milliseconds that is right. */
export function growing(ms) {
  const step = ms < HOUR ? SECOND : MINUTE;
  return { text: ms < MINUTE ? `${Math.floor(ms / SECOND)} s` : long(ms), until: (Math.floor(ms / step) + 1) * step };
}

function long(ms) {
  const seconds = Math.floor(ms / SECOND);
  const pad = (n) => String(n).padStart(2, '0');
  if (seconds < 3_600) {
    return `${Math.floor(seconds / 60)} min ${pad(seconds % 60)} s`;
  }
  return seconds < 86_400
    ? `${Math.floor(seconds / 3_600)} h ${pad(Math.floor(seconds / 60) % 60)} min`
    : `${Math.floor(seconds / 86_400)} d ${Math.floor(seconds / 3_600) % 24} h`;
}

/** A size, as "1.2 MiB". */
export function bytes(count) {
  const power = count < 1 ? 0 : Math.min(SIZES.length - 1, Math.floor(Math.log2(count) / 10));
  return `${short.format(count / 1024 ** power)} ${SIZES[power]}`;
}

export const integer = (value) => number.format(value);
export const decimal = (value) => short.format(value);

/** A share of 1, as "99.5 %". */
export const percent = (share) => percents.format(share);
