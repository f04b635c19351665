// Explains why a form is read-only.

import { html, nothing } from 'lit';
import { t } from '../core/i18n.js';
import { canDescribeJob, canEditJob, hasRole } from '../core/session.js';

/** The id of the notice, for the `aria-describedby` of read-only fields. */
export const READ_ONLY_NOTE_ID = 'why-locked';

/** Returns why the current user may not edit a job; empty if they may. */
export function readOnlyReason(job) {
  if (canEditJob(job)) {
    return '';
  }
  if (!job.owner) {
    return t('locked.nobodys');
  }
  return t(hasRole('operator') ? 'locked.others' : 'locked.viewer', { owner: job.owner });
}

/** Renders the notice above a form that is (partly) read-only; nothing if it is editable. */
export function readOnlyNotice(job) {
  const why = readOnlyReason(job);
  return why ? html`<p class="notice locked" id=${READ_ONLY_NOTE_ID}>${why}${canDescribeJob(job) ? html` ${t('locked.butDescribe')}` : nothing}</p>` : nothing;
}
