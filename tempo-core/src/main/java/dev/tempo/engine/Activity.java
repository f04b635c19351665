package dev.tempo.engine;

import dev.tempo.Run;
import dev.tempo.store.LedgerEntry;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What goes on of one job: what runs, what waits, and what was folded into what waits. Used by the
 * loop's thread alone.
 */
final class Activity {
  private int running;
  private final Map<UUID, Run> blocked = new LinkedHashMap<>(0);
  private Run waiting;
  private LedgerEntry folded;

  /** The activities of all jobs that have any. */
  static final class Index {
    private final Map<UUID, Activity> byJob = new HashMap<>();

    Activity of(UUID jobId) {
      return byJob.computeIfAbsent(jobId, id -> new Activity());
    }

    Optional<Activity> find(UUID jobId) {
      return Optional.ofNullable(byJob.get(jobId));
    }

    void forgetIfIdle(UUID jobId) {
      byJob.computeIfPresent(jobId, (id, activity) -> activity.isIdle() ? null : activity);
    }
  }

  boolean isRunning() {
    return running > 0;
  }

  /** True if an occurrence that comes now meets another one. */
  boolean isBusy() {
    return isRunning() || waiting != null;
  }

  boolean isIdle() {
    return !isBusy() && blocked.isEmpty();
  }

  /** The occurrence or request that waits to start; retries do not count. */
  Optional<Run> waiting() {
    return Optional.ofNullable(waiting);
  }

  void waits(Run run) {
    waiting = run;
    folded = null;
  }

  Optional<LedgerEntry> folded() {
    return Optional.ofNullable(folded);
  }

  void folded(LedgerEntry entry) {
    folded = entry;
  }

  /** What is folded from now on is a range of its own. */
  void endFolded() {
    folded = null;
  }

  void block(Run run) {
    blocked.put(run.id(), run);
  }

  /** Takes out all runs that waited for this job's runs to end. */
  List<Run> unblock() {
    List<Run> free = List.copyOf(blocked.values());
    blocked.clear();
    return free;
  }

  void started(UUID runId) {
    running++;
    noLongerWaits(runId);
  }

  void ended() {
    running--;
  }

  void withdraw(UUID runId) {
    noLongerWaits(runId);
    blocked.remove(runId);
  }

  private void noLongerWaits(UUID runId) {
    if (waiting != null && waiting.id().equals(runId)) {
      waits(null);
    }
  }
}
