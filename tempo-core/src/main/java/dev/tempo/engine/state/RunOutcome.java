package dev.tempo.engine.state;

import dev.tempo.RunResult;
import dev.tempo.RunStatus;

/**
 * Describes how work ended.
 *
 * @param status a final status, but for {@code SKIPPED}; or {@code QUEUED} for what was never begun
 * @param result what is kept of it
 * @param retryable whether trying again may help: an exit code or an exception, nothing else
 * @param afterDurable releases what the work held, once its end is durable
 */
public record RunOutcome(
    RunStatus status, RunResult result, boolean retryable, Runnable afterDurable) {

  private static final Runnable NOTHING = () -> {};

  public static RunOutcome success(RunResult result, Runnable afterDurable) {
    return new RunOutcome(RunStatus.SUCCESS, result, false, afterDurable);
  }

  /** A failure that may be retried. */
  public static RunOutcome failure(RunResult result, Runnable afterDurable) {
    return new RunOutcome(RunStatus.FAILURE, result, true, afterDurable);
  }

  /** A failure that would happen again. */
  public static RunOutcome permanentFailure(RunResult result, Runnable afterDurable) {
    return new RunOutcome(RunStatus.FAILURE, result, false, afterDurable);
  }

  /** Something that could not even be started, and would not be the next time. */
  public static RunOutcome permanentFailure(String reason) {
    return permanentFailure(RunResult.failed(reason), NOTHING);
  }

  /** Something that was ended from outside, or whose end is not known. */
  public static RunOutcome ended(RunStatus status, RunResult result, Runnable afterDurable) {
    return new RunOutcome(status, result, false, afterDurable);
  }

  /** Work that is known never to have been begun, and so may begin later. */
  public static RunOutcome unstarted() {
    return new RunOutcome(RunStatus.QUEUED, RunResult.NONE, false, NOTHING);
  }

  public boolean isUnstarted() {
    return status == RunStatus.QUEUED;
  }

  public static RunOutcome lost(RunResult result, Runnable afterDurable) {
    return ended(RunStatus.LOST, result, afterDurable);
  }
}
