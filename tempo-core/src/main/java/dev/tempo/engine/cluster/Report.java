package dev.tempo.engine.cluster;

import dev.tempo.RunResult;
import dev.tempo.RunStatus;
import dev.tempo.engine.state.RunOutcome;
import dev.tempo.engine.state.StopCause;
import dev.tempo.task.ScriptText;
import java.time.Duration;
import java.util.Optional;

/** What a node tells the leader of a run that it executes. */
public sealed interface Report {

  /**
   * The work has ended.
   *
   * @param status a final one, or {@code QUEUED} for what was never begun
   * @param result what is kept of it
   * @param retryable whether trying again may help
   * @param retryDelay how long to wait before that; empty for what the job's policy says
   * @param stop why the node ended it; empty if it did not
   * @param took how long it went on; empty if that is not known
   */
  record Ended(
      RunStatus status,
      RunResult result,
      boolean retryable,
      Optional<Duration> retryDelay,
      Optional<StopCause> stop,
      Optional<Duration> took)
      implements Report {

    /** As the work said. */
    public static Ended of(RunOutcome outcome, Optional<StopCause> stop, Duration took) {
      return new Ended(
          outcome.status(),
          outcome.result(),
          outcome.retryable(),
          outcome.retryDelay(),
          stop,
          Optional.of(took));
    }

    /**
     * What was ended since the node was cut off is lost, and may be done again; but for what came
     * to a good end before.
     */
    public static Ended cutOff(RunOutcome outcome, StopCause cause, Duration took) {
      RunOutcome told =
          outcome.status() == RunStatus.SUCCESS
              ? outcome
              : RunOutcome.lost(
                  outcome.result().withError(cause.message()), outcome.afterDurable());
      return of(told, Optional.empty(), took);
    }

    /** For the loop; releases the work once the end is durable. */
    public RunOutcome outcome(Runnable afterDurable) {
      return new RunOutcome(status, result, retryable, retryDelay, afterDurable);
    }
  }

  /** The work executes a file that was read, and said this. */
  record Read(String sha256, ScriptText script) implements Report {}

  /** The work has handed this over. */
  record HandedOver(String text) implements Report {}

  /** A script of an earlier incarnation was found alive, or ended without having been told. */
  record Found() implements Report {}

  /** All that were found have been told. */
  record FoundAll() implements Report {}
}
