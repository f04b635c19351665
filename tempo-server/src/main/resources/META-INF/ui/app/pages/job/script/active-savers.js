// Savers that have something to do, by job and account: whoever logs in to these pages next gets others.

import { currentUser } from '../../../core/session.js';
import { registerPendingSave } from '../../../core/unsaved-changes.js';

const active = new Map();
const savingKey = (jobId, user) => `${user} ${jobId}`;

/** The saver of a job that is at work for somebody; undefined if none is. */
export const findActiveSaver = (jobId, user = currentUser().id) => active.get(savingKey(jobId, user))?.saver;

/** A saver has something to do from now on. It is told when the document goes, and before somebody logs out. */
export function registerSaver(saver, jobId, user) {
  const key = savingKey(jobId, user);
  if (active.get(key)?.saver !== saver) {
    const hide = () => saver.copy();
    addEventListener('pagehide', hide);
    active.set(key, { saver, hide, endSettling: registerPendingSave(() => saver.leave()) });
  }
}

/** It has nothing to do any more. */
export function unregisterSaver(saver, jobId, user) {
  const key = savingKey(jobId, user);
  const work = active.get(key);
  if (work?.saver === saver) {
    active.delete(key);
    removeEventListener('pagehide', work.hide);
    work.endSettling();
  }
}
