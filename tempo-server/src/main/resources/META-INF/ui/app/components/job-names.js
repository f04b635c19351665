// What jobs are called that an address names.

import { get, encodeSegment, withQuery } from '../core/api.js';

const names = new Map();

/** What a job is called, also one that is gone, by its runs; a promise. */
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
