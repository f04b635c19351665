// Requests that save a job's script and its draft.

import { del, patch, put } from '../../../core/api.js';

/**
 * Saves a script's text, over a version of it.
 *
 * @param {{content: string, version: number, hasDraft: boolean}} text and whether the server has a draft, which goes
 * @returns {Promise<object>} the job as it is then
 */
export async function saveScript(job, { content, version, hasDraft }) {
  if (job.autoSave) {
    const saved = await patch(`/api/jobs/${job.id}/auto-save`, { content, version });
    return { ...job, version: saved.version, hasDraft: false, task: { ...job.task, content, interpreter: saved.interpreter } };
  }
  const saved = await put(`/api/jobs/${job.id}`, { version, task: { content } });
  if (hasDraft) {
    await deleteDraft(job.id).catch(() => {}); // a draft that equals the script is not shown
  }
  return { ...saved, hasDraft: false };
}

/** Saves a draft; resolves to the problems that were found in it. */
export async function saveDraft(jobId, { content, baseVersion }) {
  const { problems } = await put(`/api/jobs/${jobId}/draft`, { content, baseVersion });
  return problems;
}

/** Deletes a draft, which another tab may have done before. */
export async function deleteDraft(jobId) {
  try {
    await del(`/api/jobs/${jobId}/draft`);
  } catch (error) {
    if (error.status !== 404) {
      throw error;
    }
  }
}
