// Why something cannot be changed, said where one would change it.

import { html, nothing } from 'lit';
import { hasRole, canDescribeJob, canEditJob } from '../core/session.js';
import { t } from '../core/i18n.js';

/** The id of the note that says why fields are locked, for these to refer to. */
export const READ_ONLY_NOTE_ID = 'why-locked';

/** Why whoever is logged in may not change what a job does; empty if one may. */
export function readOnlyReason(job) {
  if (canEditJob(job)) {
    return '';
  }
  if (!job.owner) {
    return t('locked.nobodys');
  }
  return t(hasRole('operator') ? 'locked.others' : 'locked.viewer', { owner: job.owner });
}

/** The note above a form that says why (part of) it is locked; nothing if it is not. */
export function readOnlyNotice(job) {
  const why = readOnlyReason(job);
  return why ? html`<p class="notice locked" id=${READ_ONLY_NOTE_ID}>${why}${canDescribeJob(job) ? html` ${t('locked.butDescribe')}` : nothing}</p>` : nothing;
}
