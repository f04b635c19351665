// Why something cannot be changed, said where one would change it.

import { html, nothing } from 'lit';
import { may, mayDescribe, mayEdit } from '../core/session.js';
import { t } from '../core/texts.js';

/** The id of the note that says why fields are locked, for these to refer to. */
export const WHY = 'why-locked';

/** Why whoever is logged in may not change what a job does; empty if one may. */
export function whyLocked(job) {
  if (mayEdit(job)) {
    return '';
  }
  if (!job.owner) {
    return t('locked.nobodys');
  }
  return t(may('operator') ? 'locked.others' : 'locked.viewer', { owner: job.owner });
}

/** The note above a form that says why (part of) it is locked; nothing if it is not. */
export function lockedNote(job) {
  const why = whyLocked(job);
  return why ? html`<p class="notice locked" id=${WHY}>${why}${mayDescribe(job) ? html` ${t('locked.butDescribe')}` : nothing}</p>` : nothing;
}
