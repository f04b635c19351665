package dev.tempo.engine;

import dev.tempo.Job;
import dev.tempo.Run;
import dev.tempo.task.HandlerTask;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * What runs, and when it has run too long. The time-out of a script is its supervisor's, which
 * knows it also after a restart; that of a handler is kept here. Used by the loop's thread alone.
 */
final class ActiveRuns {
  private final Map<UUID, ActiveRun> byId = new HashMap<>();
  private final Set<ActiveRun> refused = new HashSet<>();
  private final Deadlines deadlines;
  private final Launcher launcher;
  private final EndOfRun endOfRun;

  /** Takes the end of a run back into the loop. */
  @FunctionalInterface
  interface EndOfRun {
    void ended(Turn turn, ActiveRun run, Outcome outcome);
  }

  /** Starts the work of a run and returns at once. */
  @FunctionalInterface
  interface Launcher {
    Execution launch(ActiveRun run);
  }

  ActiveRuns(Deadlines deadlines, Launcher launcher, EndOfRun endOfRun) {
    this.deadlines = deadlines;
    this.launcher = launcher;
    this.endOfRun = endOfRun;
  }

  boolean contains(UUID runId) {
    return byId.containsKey(runId);
  }

  /** Those of a job. */
  List<ActiveRun> ofJob(UUID jobId) {
    return byId.values().stream().filter(run -> run.run().jobId().equals(jobId)).toList();
  }

  ActiveRun find(UUID runId) {
    return byId.get(runId);
  }

  Collection<ActiveRun> all() {
    return List.copyOf(byId.values());
  }

  boolean isEmpty() {
    return byId.isEmpty();
  }

  /** Starts a run once this turn is durable. */
  void start(Turn turn, Run run, Job job) {
    ActiveRun started = add(run, job);
    Optional<Duration> timeout = job.policy().ending().timeout();
    if (timeout.isPresent() && isHandler(started)) {
      long end = turn.nanos() + timeout.get().toNanos();
      started.deadline(deadlines.at(end, due -> timeOut(due, started)));
    }
    turn.afterwards(() -> launch(started));
  }

  /** Takes over a run that is under way. */
  ActiveRun add(Run run, Job job) {
    ActiveRun added = new ActiveRun(run, job);
    byId.put(run.id(), added);
    return added;
  }

  /** Asks a run to end; a handler that does not is given up after its grace. */
  boolean stop(Turn turn, ActiveRun run, StopCause reason) {
    if (!run.stop(reason)) {
      return false;
    }
    dropDeadline(run);
    if (isHandler(run)) {
      long end = turn.nanos() + run.job().policy().ending().grace().toNanos();
      run.deadline(deadlines.at(end, due -> abandon(due, run)));
    }
    return true;
  }

  /** Takes out a run that has ended; false if that was known. */
  boolean remove(ActiveRun run) {
    dropDeadline(run);
    return byId.remove(run.run().id(), run);
  }

  /** Takes out a run that was started in this turn, and has turned out to be another's. */
  void refuse(ActiveRun run) {
    remove(run);
    refused.add(run);
  }

  private void launch(ActiveRun run) {
    if (refused.isEmpty() || !refused.remove(run)) {
      run.execution(launcher.launch(run));
    }
  }

  private static boolean isHandler(ActiveRun run) {
    return run.job().task() instanceof HandlerTask;
  }

  private void timeOut(Turn turn, ActiveRun run) {
    Duration timeout = run.job().policy().ending().timeout().orElseThrow();
    stop(turn, run, new StopCause(StopCause.Kind.TIMEOUT, StopCause.timeoutText(timeout)));
  }

  private void abandon(Turn turn, ActiveRun run) {
    Duration grace = run.job().policy().ending().grace();
    String text =
        String.format(
            Locale.ROOT,
            "%s; its handler did not end within the grace of %s after it was interrupted",
            run.stopCause().text(),
            Durations.inWords(grace));
    endOfRun.ended(turn, run, Outcome.broken(text));
  }

  private void dropDeadline(ActiveRun run) {
    if (run.deadline() != null) {
      deadlines.cancel(run.deadline());
      run.deadline(null);
    }
  }
}
