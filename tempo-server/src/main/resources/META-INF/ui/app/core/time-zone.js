// The time zone in which times are shown: that of the account, or else the browser's.

import { intlLocale } from './i18n.js';

const BROWSER_TIME_ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;
const MINUTES = { year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' };

let chosenTimeZone = BROWSER_TIME_ZONE;

/** Returns the name of the time zone. */
export const timeZone = () => chosenTimeZone;

/** Sets the time zone; null and names that this browser does not know stand for the browser's own. */
export function setTimeZone(name) {
  chosenTimeZone = name && isTimeZone(name) ? name : BROWSER_TIME_ZONE;
}

/** Returns true if this browser knows a time zone of this name. */
export function isTimeZone(name) {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

const twelveHours = new Map();

/** Options of `Intl.DateTimeFormat`, of which the hour may be 'usual': of two digits, unless hours are counted to 12. */
export function dateOptions(options, locale) {
  if (options.hour !== 'usual') {
    return options;
  }
  if (!twelveHours.has(locale)) {
    twelveHours.set(locale, new Intl.DateTimeFormat(locale, { hour: 'numeric' }).resolvedOptions().hour12);
  }
  return { ...options, hour: twelveHours.get(locale) ? 'numeric' : '2-digit' };
}

/**
 * Returns a function that formats instants in the current time zone; `options` as of `dateOptions`. Without a
 * `locale` it formats in the current language.
 */
export function zonedFormatter(options, locale = null) {
  let format = null;
  let zone = null;
  let language = null;
  return (instant) => {
    const wanted = locale ?? intlLocale();
    if (zone !== chosenTimeZone || language !== wanted) {
      format = new Intl.DateTimeFormat(wanted, { ...dateOptions(options, wanted), timeZone: chosenTimeZone });
      zone = chosenTimeZone;
      language = wanted;
    }
    return format.format(new Date(instant));
  };
}

const dates = zonedFormatter({ year: 'numeric', month: '2-digit', day: '2-digit' }, 'en');

/** Returns the number of calendar days between two instants: 1 if the other is on the next day, however long a day is. */
export const daysBetween = (instant, other) => Math.round((dayOf(other) - dayOf(instant)) / 86_400_000);

/** The day of an instant, as that day's midnight in UTC. */
function dayOf(instant) {
  const [month, day, year] = dates(instant).split('/').map(Number);
  return Date.UTC(year, month - 1, day);
}

let minutes = null;
let minutesIn = null;

/** Returns the value of a `datetime-local` field for an instant; empty if there is none. */
export function toLocalDateTime(instant) {
  const date = new Date(instant ?? NaN);
  if (Number.isNaN(date.getTime())) {
    return '';
  }
  if (minutesIn !== chosenTimeZone) {
    minutes = new Intl.DateTimeFormat('en', { ...MINUTES, timeZone: chosenTimeZone });
    minutesIn = chosenTimeZone;
  }
  const { year, month, day, hour, minute } = Object.fromEntries(minutes.formatToParts(date).map(({ type, value }) => [type, value]));
  return `${year.padStart(4, '0')}-${month}-${day}T${hour}:${minute}`;
}

/** Returns the instant of the value of a `datetime-local` field; null if it is empty. */
export function fromLocalDateTime(text) {
  const wanted = Date.parse(`${text}Z`);
  if (Number.isNaN(wanted)) {
    return null;
  }
  let at = wanted;
  for (let i = 0; i < 2; i += 1) { // twice, since the offset there may be another than at the first guess
    at += wanted - Date.parse(`${toLocalDateTime(at)}Z`);
  }
  return new Date(at).toISOString();
}
