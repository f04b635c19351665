import { html, nothing } from 'lit';
import { t } from '../core/i18n.js';
import './relative-time.js';

/** Which word says how a job is late. */
export const lateWord = (late) => t(late.missed ? 'late.missed' : 'late.late');

/** A mark on a job that did not start or succeed in time; nothing on one that did. */
export const lateMark = (late) => (late ? html`<span class="late-mark" title=${lateReason(late)}>${lateWord(late)}</span>` : nothing);

/** What a late job did not do, in words. */
export const lateReason = (late) => t(`late.${late.kind}`);

/** All that there is to say about a late job, under its name. */
export const lateNotice = (late) =>
  late
    ? html`<p class="notice bad late" role="status">${lateMark(late)} ${lateReason(late)} <tempo-ago instant=${late.expectedAt}></tempo-ago>
        <span class="soft">· ${t('late.since')} <tempo-ago instant=${late.since}></tempo-ago></span></p>`
    : nothing;
