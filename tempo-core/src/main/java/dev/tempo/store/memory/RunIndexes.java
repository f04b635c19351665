package dev.tempo.store.memory;

import dev.tempo.Run;
import dev.tempo.RunStatus;
import dev.tempo.store.RunQuery;
import dev.tempo.store.memory.RunIndex.Entry;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Indexes runs by what most lists ask for: their job, how they ended, or both if they did not
 * succeed, so that a list costs what it shows and not what there is; guarded by the store's lock.
 */
final class RunIndexes {
  private static final RunIndex NONE = new RunIndex();

  private final RunIndex all = new RunIndex();
  private final Map<UUID, RunIndex> byJob = new HashMap<>();
  private final Map<RunStatus, RunIndex> byEnd = new EnumMap<>(RunStatus.class);
  private final Map<JobEnd, RunIndex> unsuccessful = new HashMap<>();

  private record JobEnd(UUID jobId, RunStatus status) {}

  /** Puts in a run that is new. */
  void add(Entry entry) {
    all.add(entry);
    byJob.computeIfAbsent(entry.run().jobId(), any -> new RunIndex()).add(entry);
  }

  /** A run that was put in has ended. */
  void ended(Entry entry) {
    Run run = entry.run();
    byEnd.computeIfAbsent(run.status(), any -> new RunIndex()).add(entry);
    if (run.status() != RunStatus.SUCCESS) {
      JobEnd both = new JobEnd(run.jobId(), run.status());
      unsuccessful.computeIfAbsent(both, any -> new RunIndex()).add(entry);
    }
  }

  /** Removes a run that has ended. */
  void remove(Entry entry) {
    Run run = entry.run();
    all.remove(entry);
    byEnd.get(run.status()).remove(entry);
    removeFrom(byJob, run.jobId(), entry);
    if (run.status() != RunStatus.SUCCESS) {
      removeFrom(unsuccessful, new JobEnd(run.jobId(), run.status()), entry);
    }
  }

  private static <K> void removeFrom(Map<K, RunIndex> indexes, K key, Entry entry) {
    RunIndex index = indexes.get(key);
    index.remove(entry);
    if (index.size() == 0) {
      indexes.remove(key);
    }
  }

  /** The runs among which all are that match a query, in its order, from its page on. */
  Iterator<Run> among(RunQuery query) {
    List<Iterator<Run>> walks =
        indexes(query.filter().jobs(), query.statuses()).stream()
            .map(index -> index.from(query.page()))
            .toList();
    return walks.size() == 1 ? walks.getFirst() : new MergedRuns(walks, query.page().order());
  }

  /** Those that have them all, and none of them twice. */
  private List<RunIndex> indexes(Set<UUID> jobs, Set<RunStatus> statuses) {
    boolean byStatus =
        !statuses.isEmpty()
            && statuses.stream().allMatch(RunStatus::isFinal)
            && (jobs.isEmpty() || !statuses.contains(RunStatus.SUCCESS));
    if (!byStatus) {
      return jobs.isEmpty()
          ? List.of(all)
          : jobs.stream().map(job -> byJob.getOrDefault(job, NONE)).toList();
    }
    return jobs.isEmpty()
        ? statuses.stream().map(status -> byEnd.getOrDefault(status, NONE)).toList()
        : jobs.stream()
            .flatMap(job -> statuses.stream().map(status -> new JobEnd(job, status)))
            .map(both -> unsuccessful.getOrDefault(both, NONE))
            .toList();
  }
}
