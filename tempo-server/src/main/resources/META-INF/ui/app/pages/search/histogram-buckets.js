// Merges hit counts by time from answers with buckets of different widths; each width divides the next, as the API says.

const SECONDS = [1, 5, 10, 30, 60, 300, 600, 1_800, 3_600, 10_800, 21_600, 43_200, 86_400, 604_800, 6_048_000, 60_480_000];
const MAX_BUCKETS = 120;
const MIN_BUCKETS = 30;

/** Adds an answer to the counts so far, null for none. A count is `{ seconds, counts: Map(second → hits), jobs: Map(id → …), total }`. */
export function mergeCounts(known, answer) {
  const seconds = Math.max(known?.seconds ?? 1, answer.bucketSeconds);
  const counts = new Map();
  const add = (second, count) => counts.set(floor(second, seconds), (counts.get(floor(second, seconds)) ?? 0) + count);
  known?.counts.forEach((count, second) => add(second, count));
  answer.buckets.forEach(({ start, count }) => add(Date.parse(start) / 1_000, count));
  const jobs = new Map(known?.jobs ?? []);
  answer.jobs.forEach((job) => jobs.set(job.jobId, { ...job, count: job.count + (jobs.get(job.jobId)?.count ?? 0) }));
  return { seconds, counts, jobs, total: (known?.total ?? 0) + answer.count };
}

/** Returns the buckets from the first hit to the last, empty ones included: `{ from, to, count }` in ms; few are padded. */
export function toBuckets({ seconds, counts }) {
  if (counts.size === 0) {
    return [];
  }
  const first = Math.min(...counts.keys());
  const last = Math.max(...counts.keys());
  const width = SECONDS.find((one) => one >= seconds && (floor(last, one) - floor(first, one)) / one < MAX_BUCKETS) ?? SECONDS.at(-1);
  const between = (floor(last, width) - floor(first, width)) / width + 1;
  const around = Math.max(0, Math.ceil((MIN_BUCKETS - between) / 2));
  const begin = floor(first, width) - around * width;
  const list = Array.from({ length: between + 2 * around }, (_, i) => ({
    from: (begin + i * width) * 1_000,
    to: (begin + (i + 1) * width) * 1_000,
    count: 0,
  }));
  counts.forEach((count, second) => (list[(floor(second, width) - begin) / width].count += count));
  return list;
}

const floor = (second, width) => Math.floor(second / width) * width;
