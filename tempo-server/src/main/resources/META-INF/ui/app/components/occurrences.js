import { html, nothing } from 'lit';
import { intlLocale, t } from '../core/i18n.js';
import { dateOptions, isTimeZone, timeZone as chosenZone } from '../core/time-zone.js';
import './relative-time.js';

/** Renders upcoming times in the job's zone, and in the user's where that differs; clock changes are marked. */
export function occurrenceTable(instants, zone) {
  const here = chosenZone();
  const parts = { ...DAY, ...(spansYears(instants) ? { year: 'numeric' } : {}), ...TIME, ...(onTheMinute(instants) ? {} : { second: '2-digit' }) };
  const there = writer(zone, parts);
  const local = zone === here || haveSameOffset(zone, here) ? null : writer(here, parts);
  let before = null;
  const rows = instants.map((instant) => {
    const offset = offsetOf(instant, zone);
    const changed = before !== null && offset !== before;
    const row = html`<tr>
      <td><time datetime=${instant}>${there.format(new Date(instant))}</time>
        ${changed ? html`<span class="tag" title=${t('occurrences.clockHint', { before, offset })}>${t('occurrences.clock', { offset })}</span>` : nothing}</td>
      ${local ? html`<td class="soft">${local.format(new Date(instant))}</td>` : nothing}
      <td class="soft"><tempo-ago instant=${instant}></tempo-ago></td>
    </tr>`;
    before = offset;
    return row;
  });
  return html`<div class="scroll"><table class="occurrences">
    ${local ? html`<thead><tr><th>${zone}</th><th>${t('occurrences.here')}</th><th></th></tr></thead>` : nothing}
    <tbody>${rows}</tbody></table></div>`;
}

const DAY = { weekday: 'short', day: 'numeric', month: 'short' };
const TIME = { hour: 'usual', minute: '2-digit' };

const spansYears = (instants) => instants.some((instant) => new Date(instant).getUTCFullYear() !== new Date().getUTCFullYear());
const onTheMinute = (instants) => instants.every((instant) => Date.parse(instant) % 60_000 === 0);

const writer = (timeZone, parts) => new Intl.DateTimeFormat(intlLocale(), { ...dateOptions(parts, intlLocale()), timeZone: knownTimeZone(timeZone) });

const haveSameOffset = (one, other) => offsetOf(Date.now(), one) === offsetOf(Date.now(), other) && knownTimeZone(one) === knownTimeZone(other);

function offsetOf(instant, timeZone) {
  const parts = new Intl.DateTimeFormat('en', { timeZone: knownTimeZone(timeZone), timeZoneName: 'longOffset' }).formatToParts(new Date(instant));
  return parts.find((part) => part.type === 'timeZoneName').value;
}

/** The zone, or UTC if this browser does not know it. */
const knownTimeZone = (timeZone) => (isTimeZone(timeZone) ? timeZone : 'UTC');
