import { html, nothing } from 'lit';
import { formatRelative } from '../core/format.js';
import { t, tParts } from '../core/i18n.js';
import './relative-time.js';

/** Returns the word for a late job: late, or missed. */
export const lateWord = (late) => t(late.missed ? 'late.missed' : 'late.late');

/** Renders the badge of a late job; nothing if it is not late. */
export const lateMark = (late) => (late ? html`<span class="late-mark" title=${t(`late.${late.kind}`, { time: formatRelative(late.expectedAt) })}>${lateWord(late)}</span>` : nothing);

/** Renders what a late job did not do in time, and how long ago it should have. */
export const lateReason = (late) => tParts(`late.${late.kind}`, { time: html`<tempo-ago instant=${late.expectedAt}></tempo-ago>` });

/** Renders a notice about a late job: what it did not do, since when. */
export const lateNotice = (late) =>
  late
    ? html`<p class="notice bad late" role="status">${lateMark(late)} ${lateReason(late)}
        <span class="soft">· ${tParts('late.since', { time: html`<tempo-ago instant=${late.since}></tempo-ago>` })}</span></p>`
    : nothing;
