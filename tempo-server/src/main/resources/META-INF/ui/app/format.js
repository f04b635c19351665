// Times and durations as people read them.

const time = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' });
const dateTime = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
const relative = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto', style: 'short' });

const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
];

/** An instant; only the time if it is today. */
export function when(instant, now = Date.now()) {
  const date = new Date(instant);
  return date.toDateString() === new Date(now).toDateString() ? time.format(date) : dateTime.format(date);
}

/** How far an instant is, as "in 5 min". */
export function distance(instant, now = Date.now()) {
  const ms = new Date(instant) - now;
  const [unit, size] = UNITS.find(([, length]) => Math.abs(ms) >= length) ?? UNITS.at(-1);
  return relative.format(Math.trunc(ms / size), unit);
}

/** A duration, as "1.2 s" or "3 min 05 s". */
export function duration(ms) {
  if (ms < 1_000) {
    return `${ms} ms`;
  }
  if (ms < 60_000) {
    return `${(ms / 1_000).toFixed(1)} s`;
  }
  const seconds = Math.floor(ms / 1_000);
  const pad = (n) => String(n).padStart(2, '0');
  return seconds < 3_600
    ? `${Math.floor(seconds / 60)} min ${pad(seconds % 60)} s`
    : `${Math.floor(seconds / 3_600)} h ${pad(Math.floor(seconds / 60) % 60)} min`;
}
