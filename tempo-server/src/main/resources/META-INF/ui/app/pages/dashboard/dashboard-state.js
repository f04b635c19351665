// The dashboard's state, updated by events instead of reloads. All functions return changed copies.

import { FAILURE_STATUSES, TERMINAL_STATUSES } from '../../core/run-status.js';

const DAY_MS = 86_400_000;
const MAX_ROWS = 10;
const MAX_PAST = 500;

/** The board after something happened to a run, which an event tells whole. */
export function withRun(board, run) {
  const { timeline } = board;
  const failures = FAILURE_STATUSES.has(run.status) && !run.unsaved ? placed(board.failures, { ...board.failures.find((one) => one.id === run.id), ...run }) : board.failures;
  return { ...board, recent: placed(board.recent, run), failures, timeline: { ...timeline, ...past(timeline, run) } };
}

/** The board with the reasons of these runs, null where there is none; of what events told it is undefined. */
export function withReasons(board, runs) {
  const reasons = new Map(runs.map(({ id, reason }) => [id, reason]));
  return { ...board, failures: board.failures.map((run) => ({ ...run, reason: reasons.has(run.id) ? reasons.get(run.id) : run.reason })) };
}

/** The board after a job became late, or is late no more. */
export function withLate(board, { jobId, name, late }) {
  const others = board.late.filter((one) => one.jobId !== jobId);
  return { ...board, late: late ? [...others, { jobId, name, late }] : others };
}

/** The board after a job was deleted: what it has run stays, and leads to it no more. */
export const withoutJob = (board, jobId) => ({
  ...linked(withPlans(withLate(board, { jobId }), [jobId], { upcoming: [], timeline: { next: [], bands: [] } }), jobId, false),
  recentJobs: board.recentJobs.filter((job) => job.jobId !== jobId),
});

/** The board after a job was saved, which those alone are told who may see it. */
export const withJob = (board, jobId) => linked(board, jobId, true);

const linked = (board, jobId, jobIsVisible) => ({ ...board, timeline: { ...board.timeline, past: linkedRuns(board.timeline.past, jobId, jobIsVisible) } });

const linkedRuns = (runs, jobId, jobIsVisible) => runs.map((run) => (run.jobId === jobId ? { ...run, jobIsVisible } : run));

/** The board with what schedules say anew; only of some jobs, if they are named. */
export function withPlans(board, jobIds, { upcoming, timeline }) {
  if (jobIds === null) {
    return { ...board, upcoming, timeline: { ...board.timeline, ...timeline } };
  }
  const other = (one) => !jobIds.includes(one.jobId);
  const joined = (old, added, key) => [...old.filter(other), ...added].sort((a, b) => (a[key] < b[key] ? -1 : 1));
  return {
    ...board,
    upcoming: joined(board.upcoming, upcoming, 'at').slice(0, 2 * MAX_ROWS),
    timeline: {
      ...board.timeline,
      next: joined(board.timeline.next, timeline.next, 'at'),
      bands: joined(board.timeline.bands, timeline.bands, 'from'),
    },
  };
}

/** The list of what runs and waits after something happened to a run; the newest first, as it is read. */
export function active(runs, run) {
  const others = runs.filter((one) => one.id !== run.id);
  if (TERMINAL_STATUSES.has(run.status)) {
    return others;
  }
  const before = runs.find((one) => one.id === run.id);
  const kept = before && before.status === run.status ? { queuePosition: before.queuePosition, reason: before.reason } : { reason: null };
  return sorted([...others, { ...before, ...run, ...kept }], 'id');
}

/** True if a job's next time is known only now that its run has ended. */
export const followsEnd = (board, run) =>
  TERMINAL_STATUSES.has(run.status) && board.timeline.next.some((one) => one.jobId === run.jobId && one.followsEnd);

/** Ids grow with the time at which runs were queued. */
const sorted = (runs, key) => runs.sort((a, b) => (a[key] < b[key] ? 1 : -1));

const placed = (runs, run) => sorted([...runs.filter((one) => one.id !== run.id), run], 'id').slice(0, MAX_ROWS);

function past(timeline, run) {
  const { id: runId, jobId, jobName, jobIsVisible, status, queuedAt, startedAt, finishedAt } = run;
  const from = new Date(Date.now() - DAY_MS).toISOString();
  const kept = timeline.past.filter((one) => one.runId !== runId && one.queuedAt >= from);
  const all = sorted([...linkedRuns(kept, jobId, jobIsVisible), { runId, jobId, jobName, jobIsVisible, status, queuedAt, startedAt, finishedAt }], 'runId');
  const cut = all.slice(0, MAX_PAST);
  return all.length > cut.length ? { past: cut, pastIsComplete: false, pastKnownFrom: cut.at(-1).queuedAt } : { past: cut };
}
