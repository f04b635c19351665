// What is said of days and of what runs on them.

import { formatList, formatTime } from '../../core/format.js';
import { plural, t } from '../../core/i18n.js';
import { zonedFormatter } from '../../core/time-zone.js';

const clock = zonedFormatter({ hour: 'usual', minute: '2-digit' });

export const formatClock = clock;

/** Returns an instant with seconds where they count. */
export const formatFire = (instant) => (Date.parse(instant) % 60_000 === 0 ? clock(instant) : formatTime(instant, Date.parse(instant)));

/** Returns what became of what was planned, as short texts with a class each. */
export function outcomes({ planned, ran, failed, late, missed, skipped }) {
  const one = (kind, count) => (count > 0 ? [{ kind, count, text: plural(`forecast.${kind}`, count) }] : []);
  const none = planned === 0 ? [] : one('ran', ran - failed);
  return [...none, ...one('failed', failed), ...one('late', late), ...one('missed', missed), ...one('skipped', skipped)];
}

/** Returns how a clock is changed. */
export function clockChangeText({ timezone, at, offsetBefore, offsetAfter, triggers }) {
  return t('forecast.clockChange', { zone: timezone, at: clock(at), before: offsetBefore, after: offsetAfter, triggers: plural('forecast.triggers', triggers) });
}

/** Returns when more runs than a queue lets, and of which jobs. */
export function overloadText({ from, to, queue, limit, peak, jobs }, names) {
  const which = jobs > names.length ? [...names, `+${jobs - names.length}`] : names;
  return t('forecast.overload', { from: clock(from), to: clock(to), queue, limit, peak, jobs: formatList(which) });
}

/** Returns after which jobs one runs, by their names as far as these are known. */
export function followsText({ jobs }, { rows, followers, history }) {
  const name = (id) => [...rows, ...followers, ...history].find((one) => one.jobId === id)?.jobName;
  const names = jobs.map(name).filter(Boolean);
  return t('forecast.follows', { jobs: formatList(names.length < jobs.length ? [...names, `+${jobs.length - names.length}`] : names) });
}
