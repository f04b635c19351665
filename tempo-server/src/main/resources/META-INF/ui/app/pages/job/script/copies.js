// Copies in this browser of what was typed into scripts and has not reached the server.

import { get, OfflineError } from '../../../core/api.js';
import { BASE } from '../../../core/base.js';
import { me } from '../../../core/session.js';

const placeOf = (user, jobId) => `tempo.draft${BASE}.${user}.${jobId}`;

/** Writes a copy in the place of the one before. */
export function writeCopy(user, jobId, { content, baseVersion }) {
  try {
    localStorage.setItem(placeOf(user, jobId), JSON.stringify({ content, baseVersion, savedAt: new Date().toISOString() }));
  } catch {
    // no room: what the server has must do
  }
}

export function forgetCopy(user, jobId) {
  localStorage.removeItem(placeOf(user, jobId));
}

/** What of a job was typed and is not live: the newer of the copy in this browser and the draft on the server; or null. */
export async function unsavedOf(job) {
  const user = me().id;
  const copy = JSON.parse(localStorage.getItem(placeOf(user, job.id)) ?? 'null');
  const draft = job.hasDraft ? await get(`/api/jobs/${job.id}/draft`).catch(missing) : null;
  const newest =
    copy && (!draft || copy.savedAt > draft.savedAt)
      ? { ...copy, isOnServer: false, baseIsLive: copy.baseVersion === job.version }
      : draft && { ...draft, isOnServer: true };
  if (newest && newest.content !== job.task.content) {
    return newest;
  }
  forgetCopy(user, job.id);
  return null;
}

function missing(error) {
  if (error.status === 404 || error instanceof OfflineError) {
    return null;
  }
  throw error;
}
