// Times, durations, sizes and numbers as people read them, in the browser's language and the account's zone.

import { writer } from './zone.js';

const time = writer({ timeStyle: 'medium' });
const day = writer({ dateStyle: 'short' });
const relative = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto', style: 'short' });
const number = new Intl.NumberFormat();
const short = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 });
const percents = new Intl.NumberFormat(undefined, { style: 'percent', maximumFractionDigits: 1 });

const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
];
const SIZES = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

/** An instant; only the time if it is today. */
export const when = (instant, now = Date.now()) => (day(instant) === day(now) ? time(instant) : dateAndTime(instant));

/** An instant with its date. */
export const dateAndTime = writer({ dateStyle: 'medium', timeStyle: 'short' });

/** An instant with all that can be said. */
export const exactly = writer({ dateStyle: 'full', timeStyle: 'long' });

/** How far an instant is, as "in 5 min". */
export function distance(instant, now = Date.now()) {
  const ms = new Date(instant) - now;
  const [unit, size] = UNITS.find(([, length]) => Math.abs(ms) >= length) ?? UNITS.at(-1);
  return relative.format(Math.trunc(ms / size), unit);
}

/** A duration, as "1.2 s" or "3 min 05 s". */
export function duration(ms) {
  if (ms < 1_000) {
    return `${Math.round(ms)} ms`;
  }
  if (ms < 60_000) {
    return `${short.format(ms / 1_000)} s`;
  }
  const seconds = Math.floor(ms / 1_000);
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
