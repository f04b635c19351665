package dev.tempo;

/** Selects what happens when a job is due while a run of it has not ended. */
public enum OverlapPolicy {
  /** Both run at the same time. */
  ALLOW,
  /**
   * The new run waits for the other; at most one waits, and occurrences that come later are folded
   * into it. The default.
   */
  QUEUE,
  /** The new occurrence is skipped, and the ledger says so. */
  SKIP,
  /** The running one is cancelled, and the new one runs once it has ended. */
  REPLACE
}
