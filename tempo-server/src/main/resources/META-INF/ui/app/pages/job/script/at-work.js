// Keepers that have something to do, by job and account: whoever logs in to these pages next gets others.

import { me } from '../../../core/session.js';
import { addSettler } from '../../../core/unsaved.js';

const working = new Map();
const keyOf = (jobId, user) => `${user} ${jobId}`;

/** The keeper of a job that is at work for somebody; undefined if none is. */
export const keeperAtWork = (jobId, user = me().id) => working.get(keyOf(jobId, user))?.keeper;

/** A keeper has something to do from now on. It is told when the document goes, and before somebody logs out. */
export function beginWork(keeper, jobId, user) {
  const key = keyOf(jobId, user);
  if (working.get(key)?.keeper !== keeper) {
    const hide = () => keeper.copy();
    addEventListener('pagehide', hide);
    working.set(key, { keeper, hide, endSettling: addSettler(() => keeper.leave()) });
  }
}

/** It has nothing to do any more. */
export function endWork(keeper, jobId, user) {
  const key = keyOf(jobId, user);
  const work = working.get(key);
  if (work?.keeper === keeper) {
    working.delete(key);
    removeEventListener('pagehide', work.hide);
    work.endSettling();
  }
}
