package dev.tempo.engine.upkeep;

import dev.tempo.Run;
import dev.tempo.RunStatus;
import dev.tempo.engine.work.WorkServices;
import dev.tempo.log.RunLogInfo;
import dev.tempo.log.RunLogService;
import dev.tempo.log.RunLogWriter;
import dev.tempo.store.Change;
import dev.tempo.store.Store;
import dev.tempo.time.TimeSource;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

/**
 * Deletes runs with their logs in steps, the log of each before the run itself. Logs and runs have
 * writers of their own, so the logs of a step go while the runs of the one before it do, and while
 * the next is chosen. After a failure no more runs are deleted. For one thread.
 */
final class RunDeletion implements AutoCloseable {
  /** One step's runs, another's logs. */
  private static final int STEPS_UNDER_WAY = 2;

  private final Store store;
  private final TimeSource time;
  private final RunLogService logs;
  private final Consumer<List<UUID>> onRunsDeleted;
  private final StepSize size = new StepSize();
  private final Deque<CompletableFuture<Done>> underWay = new ArrayDeque<>();
  private final Set<UUID> jobsThatFailed = new HashSet<>();
  private CompletableFuture<Integer> lastLogs = CompletableFuture.completedFuture(0);
  private CompletableFuture<?> lastRuns = CompletableFuture.completedFuture(0);
  private long runs;
  private long deletedLogs;

  private record Done(List<Run> runs, int logs, Duration duration) {}

  /**
   * Over a store.
   *
   * @param onRunsDeleted told of each step
   */
  RunDeletion(
      Store store, TimeSource time, RunLogService logs, Consumer<List<UUID>> onRunsDeleted) {
    this.store = store;
    this.time = time;
    this.logs = logs;
    this.onRunsDeleted = onRunsDeleted;
  }

  /** How many runs were deleted, as far as that was waited for. */
  long runs() {
    return runs;
  }

  /** How many of them had a log. */
  long logs() {
    return deletedLogs;
  }

  /** Whose runs were deleted that had failed, or not come to an end of their own. */
  Set<UUID> jobsThatFailed() {
    return Set.copyOf(jobsThatFailed);
  }

  /** Begins to delete runs that have ended, and waits for some of those of earlier calls. */
  void delete(List<Run> ended) {
    for (int from = 0; from < ended.size(); ) {
      int to = Math.min(from + size.runs(), ended.size());
      begin(List.copyOf(ended.subList(from, to)));
      from = to;
      while (underWay.size() > STEPS_UNDER_WAY) {
        awaitFirst();
      }
    }
  }

  /** Waits until all are deleted. */
  void await() {
    while (!underWay.isEmpty()) {
      awaitFirst();
    }
  }

  /** Waits until nothing is under way, whatever became of it. */
  @Override
  public void close() {
    underWay.forEach(step -> step.handle((done, failure) -> done).join());
    underWay.clear();
  }

  private void begin(List<Run> due) {
    CompletableFuture<Integer> itsLogs =
        lastLogs.thenApplyAsync(before -> deleteLogs(due), RunDeletion::start);
    CompletableFuture<Done> done =
        lastRuns.thenCombineAsync(
            itsLogs, (before, deleted) -> deleteRuns(due, deleted), RunDeletion::start);
    lastLogs = itsLogs;
    lastRuns = done;
    underWay.add(done);
  }

  private static void start(Runnable work) {
    Thread.ofVirtual().name("tempo-retention").start(work);
  }

  private void awaitFirst() {
    Done done;
    try {
      done = underWay.remove().join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
    size.took(done.runs().size(), done.duration());
    runs += done.runs().size();
    deletedLogs += done.logs();
    done.runs().stream()
        .filter(run -> run.status() != RunStatus.SUCCESS)
        .forEach(run -> jobsThatFailed.add(run.jobId()));
  }

  private int deleteLogs(List<Run> due) {
    List<UUID> ids = due.stream().map(Run::id).toList();
    int deleted = store.logs().delete(ids);
    return deleted < ids.size() ? deleted + deleteUnfinished(ids) : deleted;
  }

  /** A log that was left unfinished, as its process died, must be finished to be deleted. */
  private int deleteUnfinished(List<UUID> due) {
    List<UUID> unfinished =
        due.stream().filter(runId -> store.logs().tail(runId).isPresent()).toList();
    unfinished.forEach(this::finishLog);
    return unfinished.isEmpty() ? 0 : store.logs().delete(unfinished);
  }

  private void finishLog(UUID runId) {
    store.runs().find(runId).map(WorkServices::logKey).ifPresent(this::finishLog);
  }

  private void finishLog(RunLogInfo key) {
    RunLogWriter log = logs.resume(key);
    try {
      log.finish().join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    } finally {
      log.close();
    }
  }

  private Done deleteRuns(List<Run> due, int deletedLogs) {
    List<UUID> ids = due.stream().map(Run::id).toList();
    long began = time.nanoTime();
    store.commit(List.of(new Change.DeleteRuns(ids)));
    Duration duration = Duration.ofNanos(time.nanoTime() - began);
    onRunsDeleted.accept(ids);
    return new Done(due, deletedLogs, duration);
  }
}
