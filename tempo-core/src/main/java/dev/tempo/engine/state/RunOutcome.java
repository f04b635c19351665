package dev.tempo.engine.state;

import dev.tempo.RunResult;
import dev.tempo.RunStatus;
import java.time.Duration;
import java.util.Optional;

/**
 * Describes how work ended.
 *
 * @param status a final status, but for {@code SKIPPED}; or {@code QUEUED} for what was never begun
 * @param result what is kept of it
 * @param retryable whether trying again may help: an exit code or an exception, nothing else
 * @param retryDelay how long to wait before that; empty for what the job's policy says
 * @param afterDurable releases what the work held, once its end is durable
 */
public record RunOutcome(
    RunStatus status,
    RunResult result,
    boolean retryable,
    Optional<Duration> retryDelay,
    Runnable afterDurable) {

  private static final Runnable NOTHING = () -> {};

  public static RunOutcome success(RunResult result, Runnable afterDurable) {
    return ended(RunStatus.SUCCESS, result, afterDurable);
  }

  /** A failure that may be retried. */
  public static RunOutcome failure(RunResult result, Runnable afterDurable) {
    return new RunOutcome(RunStatus.FAILURE, result, true, Optional.empty(), afterDurable);
  }

  /** A failure that would happen again. */
  public static RunOutcome permanentFailure(RunResult result, Runnable afterDurable) {
    return ended(RunStatus.FAILURE, result, afterDurable);
  }

  /** Something that could not even be started, and would not be the next time. */
  public static RunOutcome permanentFailure(String reason) {
    return permanentFailure(RunResult.failed(reason), NOTHING);
  }

  /** Something that was ended from outside, or whose end is not known. */
  public static RunOutcome ended(RunStatus status, RunResult result, Runnable afterDurable) {
    return new RunOutcome(status, result, false, Optional.empty(), afterDurable);
  }

  /** Work that is known never to have been begun, and so may begin later. */
  public static RunOutcome unstarted() {
    return ended(RunStatus.QUEUED, RunResult.NONE, NOTHING);
  }

  /** Returns a copy that is to be tried again after so long. */
  public RunOutcome withRetryDelay(Duration delay) {
    return new RunOutcome(status, result, retryable, Optional.of(delay), afterDurable);
  }

  public boolean isUnstarted() {
    return status == RunStatus.QUEUED;
  }

  public static RunOutcome lost(RunResult result, Runnable afterDurable) {
    return ended(RunStatus.LOST, result, afterDurable);
  }
}
