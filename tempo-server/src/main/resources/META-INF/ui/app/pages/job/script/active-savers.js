// Keepers that have something to do, by job and account: whoever logs in to these pages next gets others.

import { currentUser } from '../../../core/session.js';
import { registerPendingSave } from '../../../core/unsaved-changes.js';

const active = new Map();
const savingKey = (jobId, user) => `${user} ${jobId}`;

/** The keeper of a job that is at work for somebody; undefined if none is. */
export const findActiveSaver = (jobId, user = currentUser().id) => active.get(savingKey(jobId, user))?.keeper;

/** A keeper has something to do from now on. It is told when the document goes, and before somebody logs out. */
export function registerSaver(keeper, jobId, user) {
  const key = savingKey(jobId, user);
  if (active.get(key)?.keeper !== keeper) {
    const hide = () => keeper.copy();
    addEventListener('pagehide', hide);
    active.set(key, { keeper, hide, endSettling: registerPendingSave(() => keeper.leave()) });
  }
}

/** It has nothing to do any more. */
export function unregisterSaver(keeper, jobId, user) {
  const key = savingKey(jobId, user);
  const work = active.get(key);
  if (work?.keeper === keeper) {
    active.delete(key);
    removeEventListener('pagehide', work.hide);
    work.endSettling();
  }
}
