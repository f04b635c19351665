package dev.tempo.engine.upkeep;

import dev.tempo.RetentionPolicy;
import dev.tempo.RetentionReport;
import dev.tempo.Run;
import dev.tempo.RunStatus;
import dev.tempo.engine.settings.EngineSettings;
import dev.tempo.engine.work.WorkServices;
import dev.tempo.log.RunLogInfo;
import dev.tempo.log.RunLogService;
import dev.tempo.log.RunLogWriter;
import dev.tempo.store.Change;
import dev.tempo.store.MetricPeriod;
import dev.tempo.store.RunPage;
import dev.tempo.store.RunQuery;
import dev.tempo.store.Store;
import dev.tempo.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes what need not be kept any longer. Goes once through all runs, the newest first, a page at
 * a time, and deletes what is due on each: short steps, between which the engine's own go on. Logs
 * go before their runs, so that a crash in between leaves a run without a log, which goes the next
 * time, and never a log without a run. Thread-safe; one at a time.
 */
public final class Retention {
  private static final Logger LOG = LoggerFactory.getLogger(Retention.class);
  private static final int PAGE = 200;
  private static final Duration KEEP_HOURS = Duration.ofDays(35);
  private static final Duration KEEP_DAYS = Duration.ofDays(400);
  private static final Duration KEEP_LEDGER = Duration.ofDays(400);
  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final int LOOKS = 100;

  private final Store store;
  private final TimeSource time;
  private final RunLogService logs;
  private final Consumer<List<UUID>> onRunsDeleted;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile boolean closed;
  private Consumer<Set<UUID>> onDeleted = jobIds -> {};

  public Retention(
      EngineSettings settings, RunLogService logs, Consumer<List<UUID>> onRunsDeleted) {
    this.store = settings.store();
    this.time = settings.time();
    this.logs = logs;
    this.onRunsDeleted = onRunsDeleted;
  }

  /** Says who is told of which jobs runs were deleted that had failed; before any are. */
  public void onDeleted(Consumer<Set<UUID>> listener) {
    onDeleted = listener;
  }

  /** Deletes what is due; waits for another that is under way. */
  public RetentionReport run(RetentionPolicy policy) {
    lock.lock();
    try {
      Sweep sweep = new Sweep(policy, time.nowMillis());
      RetentionReport report = sweep.run(RunQuery.ALL, Long.MAX_VALUE);
      sweep.clearUp();
      sweep.tell();
      return report;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Deletes what is due of some runs, and no more than so many; waits for another that is under
   * way.
   */
  public RetentionReport run(RetentionPolicy policy, RunQuery among, long limit) {
    lock.lock();
    try {
      Sweep sweep = new Sweep(policy, time.nowMillis());
      RetentionReport report = sweep.run(among, limit);
      sweep.tell();
      return report;
    } finally {
      lock.unlock();
    }
  }

  /** Does something while nothing is deleted; waits for one that is under way. */
  public <T> T whileSuspended(Supplier<T> work) {
    lock.lock();
    try {
      return work.get();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Deletes these runs, as far as they have ended.
   *
   * @return those that were deleted
   */
  public List<UUID> delete(Collection<UUID> runIds) {
    runIds.forEach(this::awaitLog);
    lock.lock();
    try {
      List<Run> ended = runIds.stream().distinct().flatMap(id -> over(id).stream()).toList();
      Sweep sweep = new Sweep(RetentionPolicy.DEFAULT, time.nowMillis());
      for (int from = 0; from < ended.size(); from += PAGE) {
        sweep.delete(ended.subList(from, Math.min(from + PAGE, ended.size())));
      }
      sweep.tell();
      return ended.stream().map(Run::id).toList();
    } finally {
      lock.unlock();
    }
  }

  /** A run is told to have ended a moment before its log is put away: worth to wait for. */
  private void awaitLog(UUID runId) {
    long pause = PATIENCE.toNanos() / LOOKS;
    for (int i = 0; i < LOOKS && logs.active(runId).isPresent() && hasEnded(runId); i++) {
      LockSupport.parkNanos(pause);
    }
  }

  private boolean hasEnded(UUID runId) {
    return store.runs().find(runId).map(run -> run.status().isFinal()).orElse(false);
  }

  private Optional<Run> over(UUID runId) {
    return store.runs().find(runId).filter(this::isOver);
  }

  private boolean isOver(Run run) {
    return run.status().isFinal() && logs.active(run.id()).isEmpty();
  }

  /** Ends one that is under way after its step, and waits a moment for that. */
  public void close() {
    closed = true;
    try {
      if (lock.tryLock(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        lock.unlock();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** One way through all runs. */
  private final class Sweep {
    private final RetentionPolicy policy;
    private final Instant now;
    private final Map<UUID, Integer> room = new HashMap<>();
    private long runs;
    private long deletedLogs;
    private final Set<UUID> jobsThatFailed = new HashSet<>();

    Sweep(RetentionPolicy policy, Instant now) {
      this.policy = policy;
      this.now = now;
    }

    RetentionReport run(RunQuery among, long limit) {
      RunQuery query = among.withLimit(PAGE);
      boolean more = true;
      while (more && !closed && runs < limit) {
        RunPage page = store.runs().list(query);
        delete(page.runs().stream().filter(this::isDue).limit(limit - runs).toList());
        more = page.next().isPresent();
        query = more ? query.withBefore(page.next().get()) : query;
      }
      return new RetentionReport(runs, deletedLogs, !more && runs < limit);
    }

    /** To be asked about the runs of a job from the newest on. */
    private boolean isDue(Run run) {
      awaitLog(run.id());
      if (!isOver(run)) {
        return false;
      }
      int left = room.computeIfAbsent(run.jobId(), policy::newestOf);
      if (left <= 0 || isTooOld(run)) {
        return true;
      }
      if (run.status() != RunStatus.SKIPPED) {
        room.put(run.jobId(), left - 1);
      }
      return false;
    }

    private boolean isTooOld(Run run) {
      Instant end = run.finishedAt().orElse(run.queuedAt());
      return Duration.between(end, now).compareTo(policy.ageOf(run)) > 0;
    }

    private void delete(List<Run> ended) {
      if (ended.isEmpty()) {
        return;
      }
      List<UUID> due = ended.stream().map(Run::id).toList();
      int deleted = store.logs().delete(due);
      if (deleted < due.size()) {
        deleted += deleteUnfinished(due);
      }
      store.commit(List.of(new Change.DeleteRuns(due)));
      onRunsDeleted.accept(due);
      runs += due.size();
      deletedLogs += deleted;
      ended.stream()
          .filter(run -> run.status() != RunStatus.SUCCESS)
          .forEach(run -> jobsThatFailed.add(run.jobId()));
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

    private void tell() {
      if (!jobsThatFailed.isEmpty()) {
        onDeleted.accept(Set.copyOf(jobsThatFailed));
      }
    }

    private void clearUp() {
      if (closed) {
        return;
      }
      store.metrics().prune(MetricPeriod.HOURLY, now.minus(KEEP_HOURS));
      store.metrics().prune(MetricPeriod.DAILY, now.minus(KEEP_DAYS));
      store.commit(List.of(new Change.PruneDecisions(now.minus(KEEP_LEDGER))));
      if (deletedLogs > 0) {
        store.logs().compact();
      }
      LOG.info("Retention deleted {} runs and {} logs", runs, deletedLogs);
    }
  }
}
