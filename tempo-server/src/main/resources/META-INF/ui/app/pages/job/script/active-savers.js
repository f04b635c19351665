// Registry of the savers with unsaved text, by job and account: another account has its own.

import { currentUser } from '../../../core/session.js';
import { registerPendingSave } from '../../../core/unsaved-changes.js';

const active = new Map();
const savingKey = (jobId, user) => `${user} ${jobId}`;

/** Returns a job's active saver of an account; undefined if there is none. */
export const findActiveSaver = (jobId, user = currentUser().id) => active.get(savingKey(jobId, user))?.saver;

/** Registers a saver, which is called when the document is hidden for good and before the user logs out. */
export function registerSaver(saver, jobId, user) {
  const key = savingKey(jobId, user);
  if (active.get(key)?.saver !== saver) {
    const hide = () => saver.copy();
    addEventListener('pagehide', hide);
    active.set(key, { saver, hide, endSettling: registerPendingSave(() => saver.leave()) });
  }
}

/** Removes a saver that has saved everything. */
export function unregisterSaver(saver, jobId, user) {
  const key = savingKey(jobId, user);
  const work = active.get(key);
  if (work?.saver === saver) {
    active.delete(key);
    removeEventListener('pagehide', work.hide);
    work.endSettling();
  }
}
