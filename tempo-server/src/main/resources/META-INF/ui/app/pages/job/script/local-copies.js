// Copies of unsaved script text in localStorage, until it has reached the server.

import { get, OfflineError } from '../../../core/api.js';
import { BASE } from '../../../core/base-path.js';
import { currentUser } from '../../../core/session.js';

const storageKey = (user, jobId) => `tempo.draft${BASE}.${user}.${jobId}`;

/** Writes a job's copy, replacing the one before. */
export function writeLocalCopy(user, jobId, { content, baseVersion, basedOn }) {
  try {
    localStorage.setItem(storageKey(user, jobId), JSON.stringify({ content, baseVersion, basedOn, savedAt: new Date().toISOString() }));
  } catch {
    // no room: what the server has must do
  }
}

export function deleteLocalCopy(user, jobId) {
  localStorage.removeItem(storageKey(user, jobId));
}

/** Loads a job's unsaved text: the newer of the local copy and the draft on the server; null if there is none. */
export async function loadDraft(job) {
  const user = currentUser().id;
  const copy = JSON.parse(localStorage.getItem(storageKey(user, job.id)) ?? 'null');
  const draft = job.hasDraft ? await get(`/api/jobs/${job.id}/draft`).catch(nullIfMissing) : null;
  const newest =
    copy && (!draft || copy.savedAt > draft.savedAt)
      ? { ...copy, isOnServer: false, baseIsLive: copy.baseVersion === job.version }
      : draft && { ...draft, basedOn: draft.savedAt, isOnServer: true };
  if (newest && newest.content !== job.task.content) {
    return newest;
  }
  deleteLocalCopy(user, job.id);
  return null;
}

function nullIfMissing(error) {
  if (error.status === 404 || error instanceof OfflineError) {
    return null;
  }
  throw error;
}
