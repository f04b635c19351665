// Explains why a form is read-only.

import { html, nothing } from 'lit';
import { t } from '../core/i18n.js';
import { canDescribeJob, canEditJob, hasRole, isDiscovered } from '../core/session.js';
import { groupName } from './named-by-id.js';

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

/** Returns why the current user may not edit what a job runs, or what it is called; empty if they may. */
export const scriptReadOnlyReason = (job, host) => (isDiscovered(job) ? t('locked.discovered', { group: groupName(host, job.groupId) }) : readOnlyReason(job));

/** Renders the notice above a script that is read-only; nothing if it is editable. */
export const scriptReadOnlyNotice = (job, host) => (isDiscovered(job) ? html`<p class="notice locked" id=${READ_ONLY_NOTE_ID}>${scriptReadOnlyReason(job, host)}</p>` : readOnlyNotice(job));

/** Renders the notice above a form a form that is (partly) read-only; nothing if it is editable. */
export function readOnlyNotice(job) {
  const why = readOnlyReason(job);
  return why ? html`<p class="notice locked" id=${READ_ONLY_NOTE_ID}>${why}${canDescribeJob(job) ? html` ${t('locked.butDescribe')}` : nothing}</p>` : nothing;
}
