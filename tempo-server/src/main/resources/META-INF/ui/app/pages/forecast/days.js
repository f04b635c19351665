// Days of the calendar, as texts such as 2026-03-29, without a time zone: the server says when each begins in one.

import { intlLocale } from '../../core/i18n.js';
import { zonedFormatter } from '../../core/time-zone.js';

const DAY_MS = 86_400_000;
const today = zonedFormatter({ year: 'numeric', month: '2-digit', day: '2-digit' }, 'sv');

export const VIEWS = ['day', 'week', 'month'];

/** Returns today in the time zone of the pages. */
export const currentDay = () => today(Date.now());

/** Returns true for a text that is a day. */
export const isDay = (text) => /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));

export const addDays = (day, count) => new Date(Date.parse(day) + count * DAY_MS).toISOString().slice(0, 10);

/** Returns the day of the next or last month; the last of it if it has no such day. */
function addMonths(day, count) {
  const [year, month, date] = day.split('-').map(Number);
  const last = new Date(Date.UTC(year, month + count, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + count, Math.min(date, last))).toISOString().slice(0, 10);
}

/** Returns the number of the first day of the week in the reader's language and country; 1 is Monday. */
function firstDayOfWeek() {
  const locale = new Intl.Locale(intlLocale());
  const { firstDay = 1 } = locale.getWeekInfo?.() ?? locale.weekInfo ?? {};
  return firstDay;
}

function startOfWeek(day) {
  const weekday = new Date(day).getUTCDay() || 7;
  return addDays(day, -((weekday - firstDayOfWeek() + 7) % 7));
}

/** Returns the first and the last day of a view that shows a day; those of a month are of whole weeks. */
export function daysOf(view, day) {
  if (view === 'day') {
    return [day, day];
  }
  if (view === 'week') {
    const first = startOfWeek(day);
    return [first, addDays(first, 6)];
  }
  const firstOfMonth = `${day.slice(0, 7)}-01`;
  return [startOfWeek(firstOfMonth), addDays(startOfWeek(addDays(addMonths(firstOfMonth, 1), -1)), 6)];
}

/** Returns a day of the view before or after. */
export const step = (view, day, count) => (view === 'month' ? addMonths(day, count) : addDays(day, count * (view === 'week' ? 7 : 1)));
