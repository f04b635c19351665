package dev.tempo.engine.upkeep;

import dev.tempo.RetentionPolicy;
import dev.tempo.RetentionReport;
import dev.tempo.Run;
import dev.tempo.RunStatus;
import dev.tempo.engine.settings.EngineSettings;
import dev.tempo.log.RunLogService;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes what need not be kept any longer. Goes once through all runs, the newest first, a page at
 * a time, and deletes what is due on each: short steps ({@link RunDeletion}), between which the
 * engine's own go on. Logs go before their runs, so that a crash in between leaves a run without a
 * log, which goes the next time, and never a log without a run. Thread-safe; one at a time.
 */
public final class Retention {
  private static final Logger LOG = LoggerFactory.getLogger(Retention.class);
  private static final int PAGE = 1_000;
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
      sweep.clearUp(report);
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
      return new Sweep(policy, time.nowMillis()).run(among, limit);
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
      try (RunDeletion deletion = deletion()) {
        deletion.delete(ended);
        finish(deletion);
      }
      return ended.stream().map(Run::id).toList();
    } finally {
      lock.unlock();
    }
  }

  private RunDeletion deletion() {
    return new RunDeletion(store, time, logs, onRunsDeleted);
  }

  private void finish(RunDeletion deletion) {
    deletion.await();
    if (!deletion.jobsThatFailed().isEmpty()) {
      onDeleted.accept(deletion.jobsThatFailed());
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

    Sweep(RetentionPolicy policy, Instant now) {
      this.policy = policy;
      this.now = now;
    }

    RetentionReport run(RunQuery among, long limit) {
      try (RunDeletion deletion = deletion()) {
        RunQuery query = among.withLimit(PAGE);
        boolean more = true;
        long found = 0;
        while (more && !closed && found < limit) {
          RunPage page = store.runs().list(query);
          List<Run> due = page.runs().stream().filter(this::isDue).limit(limit - found).toList();
          deletion.delete(due);
          found += due.size();
          more = page.next().isPresent();
          query = more ? query.withBefore(page.next().get()) : query;
        }
        finish(deletion);
        return new RetentionReport(deletion.runs(), deletion.logs(), !more && found < limit);
      }
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

    private void clearUp(RetentionReport report) {
      if (closed) {
        return;
      }
      store.metrics().prune(MetricPeriod.HOURLY, now.minus(KEEP_HOURS));
      store.metrics().prune(MetricPeriod.DAILY, now.minus(KEEP_DAYS));
      store.commit(List.of(new Change.PruneDecisions(now.minus(KEEP_LEDGER))));
      if (report.logs() > 0) {
        store.logs().compact();
      }
      LOG.info("Retention deleted {} runs and {} logs", report.runs(), report.logs());
    }
  }
}
