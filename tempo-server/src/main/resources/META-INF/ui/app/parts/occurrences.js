import { html, nothing } from 'lit';
import { t } from '../core/texts.js';
import { distance } from '../core/format.js';

/** When something will happen: in the zone of its job, and in the browser's where that differs; changes of the clock are marked. */
export function occurrences(instants, zone) {
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const there = writer(zone);
  const local = zone === here || sameNow(zone, here) ? null : writer(here);
  let before = null;
  const rows = instants.map((instant) => {
    const offset = offsetOf(instant, zone);
    const changed = before !== null && offset !== before;
    const row = html`<tr>
      <td><time datetime=${instant}>${there.format(new Date(instant))}</time>
        ${changed ? html`<span class="tag" title=${t('occurrences.clockHint', { before, offset })}>${t('occurrences.clock', { offset })}</span>` : nothing}</td>
      ${local ? html`<td class="soft">${local.format(new Date(instant))}</td>` : nothing}
      <td class="soft">${distance(instant)}</td>
    </tr>`;
    before = offset;
    return row;
  });
  return html`<table class="occurrences">
    ${local ? html`<thead><tr><th>${zone}</th><th>${t('occurrences.here')}</th><th></th></tr></thead>` : nothing}
    <tbody>${rows}</tbody></table>`;
}

const writer = (timeZone) => new Intl.DateTimeFormat(undefined, { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit', second: '2-digit', timeZone: known(timeZone) });

const sameNow = (one, other) => offsetOf(Date.now(), one) === offsetOf(Date.now(), other) && known(one) === known(other);

function offsetOf(instant, timeZone) {
  const parts = new Intl.DateTimeFormat('en', { timeZone: known(timeZone), timeZoneName: 'longOffset' }).formatToParts(new Date(instant));
  return parts.find((part) => part.type === 'timeZoneName').value;
}

/** The zone, or UTC if this browser does not know it. */
function known(timeZone) {
  try {
    new Intl.DateTimeFormat('en', { timeZone });
    return timeZone;
  } catch {
    return 'UTC';
  }
}
