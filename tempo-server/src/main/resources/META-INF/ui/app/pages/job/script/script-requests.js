// Requests that save a job's script and its draft.

import { del, patch, put, withQuery } from '../../../core/api.js';

/**
 * Saves a script's text, over a version of it.
 *
 * @param {{content: string, version: number, draftBasedOn: ?string}} text and when the draft was kept that it takes the
 * place of, which goes; null if none is known. Another one, as of another window, stays.
 * @returns {Promise<object>} the job as it is then
 */
export async function saveScript(job, { content, version, draftBasedOn }) {
  if (job.autoSave) {
    const saved = await patch(`/api/jobs/${job.id}/auto-save`, { content, version, draftBasedOn });
    return { ...job, version: saved.version, hasDraft: false, task: { ...job.task, content, interpreter: saved.interpreter } };
  }
  const lineEnds = content.includes('\r\n') ? { lineEnds: 'keep' } : {}; // they are as the script had them before
  const saved = await put(`/api/jobs/${job.id}`, { version, task: { content, ...lineEnds } });
  if (draftBasedOn) {
    await deleteDraft(job.id, draftBasedOn).catch(() => {}); // a draft that equals the script is not shown
  }
  return { ...saved, hasDraft: false };
}

/**
 * Saves a draft in the place of the one that was kept at `basedOn`, null if none is known; resolves to the draft with the
 * problems that were found in it. Fails with 409 if another one is kept by now.
 */
export const saveDraft = (jobId, { content, baseVersion, basedOn }) => put(`/api/jobs/${jobId}/draft`, { content, baseVersion, basedOn });

/** Deletes the draft that was kept at `basedOn`, which another tab may have done before, or replaced. */
export async function deleteDraft(jobId, basedOn) {
  try {
    await del(withQuery(`/api/jobs/${jobId}/draft`, { basedOn }));
  } catch (error) {
    if (error.status !== 404 && error.status !== 409) {
      throw error;
    }
  }
}
