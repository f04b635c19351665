package dev.tempo;

/**
 * Where a run stands. {@link #QUEUED} and {@link #RUNNING} may still change, the others never do.
 */
public enum RunStatus {
  /** It waits for its time, its queue or an earlier run of its job. */
  QUEUED,
  /** It runs. */
  RUNNING,
  /** It ended well: the handler returned, or the exit code was 0. */
  SUCCESS,
  /** The handler threw, the exit code was not 0, a limit was passed, or it could not be started. */
  FAILURE,
  /** It ran longer than its job allows and was ended. */
  TIMEOUT,
  /** Somebody ended it, or withdrew it while it was queued. */
  CANCELLED,
  /** It was never started, on purpose; {@link RunResult#error()} says why. */
  SKIPPED,
  /** The process died while it ran, and how it ended cannot be known. */
  LOST;

  /** True if a run in this state will never change again. */
  public boolean isFinal() {
    return this != QUEUED && this != RUNNING;
  }
}
