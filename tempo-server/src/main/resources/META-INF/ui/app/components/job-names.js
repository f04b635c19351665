// Looks up and caches the names of jobs.

import { encodeSegment, get, withQuery } from '../core/api.js';

const names = new Map();

/** Resolves to a job's name; that of a deleted job is found by its runs, null if there is none. */
export function fetchJobName(reference) {
  if (!names.has(reference)) {
    names.set(reference, requestJobName(reference));
  }
  return names.get(reference);
}

async function requestJobName(reference) {
  try {
    const { runs } = await get(withQuery('/api/runs', { job: reference, limit: 1 }));
    return runs[0]?.jobName ?? (await get(`/api/jobs/${encodeSegment(reference)}`)).name;
  } catch {
    names.delete(reference);
    return null; // it may be gone, or not for this account
  }
}
