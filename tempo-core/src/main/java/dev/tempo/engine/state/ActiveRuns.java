package dev.tempo.engine.state;

import dev.tempo.Job;
import dev.tempo.Run;
import dev.tempo.engine.turn.DurationFormat;
import dev.tempo.engine.turn.TimerQueue;
import dev.tempo.engine.turn.Turn;
import dev.tempo.internal.message.RunMessages;
import dev.tempo.task.HandlerTask;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What runs, and when it has run too long. The time-out of a script is its supervisor's, which
 * knows it also after a restart; that of a handler is kept here. Used by the loop's thread alone,
 * but for {@link #all}.
 */
public final class ActiveRuns {
  private static final Logger LOG = LoggerFactory.getLogger(ActiveRuns.class);
  private static final long LOOK_NANOS = Duration.ofSeconds(1).toNanos();
  private static final long PATIENCE_NANOS = Duration.ofSeconds(5).toNanos();
  private static final long WARN_NANOS = Duration.ofMinutes(1).toNanos();
  private static final String DELAYED = RunMessages.HANDLER_DELAYED.text();

  private final Map<UUID, ActiveRun> byId = new ConcurrentHashMap<>();
  private final TimerQueue deadlines;
  private final RunLauncher launcher;
  private final RunEndListener endOfRun;
  private final boolean keepsTime;
  private long lookedNanos = Long.MIN_VALUE / 2;
  private long warnedNanos = Long.MIN_VALUE / 2;

  /** Takes the end of a run back into the loop. */
  @FunctionalInterface
  public interface RunEndListener {
    void ended(Turn turn, ActiveRun run, RunOutcome outcome);
  }

  /** Starts the work of a run and returns at once. */
  @FunctionalInterface
  public interface RunLauncher {
    RunningWork launch(ActiveRun run);
  }

  /**
   * None so far.
   *
   * @param keepsTime whether handlers are timed here, and not where they are executed
   */
  public ActiveRuns(
      TimerQueue deadlines, RunLauncher launcher, RunEndListener endOfRun, boolean keepsTime) {
    this.deadlines = deadlines;
    this.keepsTime = keepsTime;
    this.launcher = launcher;
    this.endOfRun = endOfRun;
  }

  public boolean contains(UUID runId) {
    return byId.containsKey(runId);
  }

  /** Those of a job. */
  public List<ActiveRun> ofJob(UUID jobId) {
    return byId.values().stream().filter(run -> run.run().jobId().equals(jobId)).toList();
  }

  /**
   * Those of a job that its other runs have to reckon with: unsaved ones and services run beside.
   */
  public List<ActiveRun> countedOfJob(UUID jobId) {
    return ofJob(jobId).stream().filter(run -> run.run().isRegular()).toList();
  }

  public ActiveRun find(UUID runId) {
    return byId.get(runId);
  }

  /** All of them. By any thread. */
  public Collection<ActiveRun> all() {
    return List.copyOf(byId.values());
  }

  boolean isEmpty() {
    return byId.isEmpty();
  }

  /** Starts a run once this turn is durable. */
  public void start(Turn turn, Run run, Job job, UUID incarnation) {
    ActiveRun started = add(run, job, incarnation);
    started.startedNanos(turn.nanos());
    Optional<Duration> timeout = started.timeout();
    if (timeout.isPresent() && isTimed(started)) {
      long end = turn.nanos() + DurationFormat.nanos(timeout.get());
      started.deadline(deadlines.at(end, due -> timeOut(due, started)));
    }
    turn.afterCommit(() -> launch(started));
  }

  /** Takes over a run that is under way. */
  public ActiveRun add(Run run, Job job, UUID incarnation) {
    ActiveRun added = new ActiveRun(run, job, incarnation);
    byId.put(run.id(), added);
    return added;
  }

  /**
   * Handlers that were sent and have not begun: virtual threads wait for one of as many carriers as
   * there are cores, and handlers that compute do not let go of theirs.
   */
  public void noticeDelays(Turn turn) {
    if (turn.nanos() - lookedNanos < LOOK_NANOS) {
      return;
    }
    lookedNanos = turn.nanos();
    List<ActiveRun> waiting = byId.values().stream().filter(run -> isDelayed(turn, run)).toList();
    for (ActiveRun run : waiting) {
      if (run.tellDelay(DELAYED) && turn.nanos() - warnedNanos >= WARN_NANOS) {
        warnedNanos = turn.nanos();
        LOG.warn(
            "{} ({} such runs; run {} of {})", DELAYED, waiting.size(), run.run().id(), run.job());
      }
    }
  }

  private boolean isDelayed(Turn turn, ActiveRun run) {
    return isTimed(run)
        && !run.isBegun()
        && run.startedNanos().isPresent()
        && turn.nanos() - run.startedNanos().getAsLong() > PATIENCE_NANOS;
  }

  /** Asks a run to end; a handler that does not is given up after its grace. */
  public boolean stop(Turn turn, ActiveRun run, StopCause reason) {
    if (!run.stop(reason)) {
      return false;
    }
    dropDeadline(run);
    if (isTimed(run)) {
      long end = turn.nanos() + DurationFormat.nanos(run.job().policy().termination().grace());
      run.deadline(deadlines.at(end, due -> abandon(due, run)));
    }
    return true;
  }

  /** Takes out a run that has ended; false if that was known. */
  public boolean remove(ActiveRun run) {
    dropDeadline(run);
    return byId.remove(run.run().id(), run);
  }

  /** Puts a run back that was taken out too early. */
  public void restore(ActiveRun run) {
    byId.putIfAbsent(run.run().id(), run);
  }

  /** One that was taken out before, since its start came to nothing, is not launched. */
  private void launch(ActiveRun run) {
    if (byId.get(run.run().id()) == run) {
      run.execution(launcher.launch(run));
    }
  }

  private boolean isTimed(ActiveRun run) {
    return keepsTime && run.job().task() instanceof HandlerTask;
  }

  private void timeOut(Turn turn, ActiveRun run) {
    Duration timeout = run.timeout().orElseThrow();
    long whole = DurationFormat.nanos(timeout);
    long left =
        run.isBegun() ? run.beganNanos() + whole - turn.nanos() : Math.min(whole, LOOK_NANOS);
    if (left > 0) { // it counts from the begin of the handler, not from when it was sent
      run.deadline(deadlines.at(turn.nanos() + left, due -> timeOut(due, run)));
      return;
    }
    stop(turn, run, new StopCause(StopCause.Kind.TIMEOUT, StopCause.timeoutText(timeout)));
  }

  private void abandon(Turn turn, ActiveRun run) {
    Duration grace = run.job().policy().termination().grace();
    String text = RunMessages.GRACE.text(run.stopCause().message(), DurationFormat.inWords(grace));
    endOfRun.ended(turn, run, RunOutcome.permanentFailure(text));
  }

  private void dropDeadline(ActiveRun run) {
    if (run.deadline() != null) {
      deadlines.cancel(run.deadline());
      run.deadline(null);
    }
  }
}
