import { html, nothing } from 'lit';
import { t } from '../core/i18n.js';
import './relative-time.js';

/** Returns the word for a late job: late, or missed. */
export const lateWord = (late) => t(late.missed ? 'late.missed' : 'late.late');

/** Renders the badge of a late job; nothing if it is not late. */
export const lateMark = (late) => (late ? html`<span class="late-mark" title=${lateReason(late)}>${lateWord(late)}</span>` : nothing);

/** Returns what a late job did not do in time. */
export const lateReason = (late) => t(`late.${late.kind}`);

/** Renders a notice about a late job: what it did not do, since when. */
export const lateNotice = (late) =>
  late
    ? html`<p class="notice bad late" role="status">${lateMark(late)} ${lateReason(late)} <tempo-ago instant=${late.expectedAt}></tempo-ago>
        <span class="soft">· ${t('late.since')} <tempo-ago instant=${late.since}></tempo-ago></span></p>`
    : nothing;
