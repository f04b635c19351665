package dev.tempo;

/**
 * Selects how occurrences are treated that are later than the trigger's grace, because the process
 * was down, the machine slept or its clock jumped.
 */
public enum MisfirePolicy {
  /** One run for the latest; the rest are recorded as skipped. The default. */
  RUN_ONCE,
  /** None runs; all are recorded as skipped. */
  SKIP,
  /**
   * Each runs, the newest {@value Trigger#MAX_CATCH_UP} at most; the rest are recorded as skipped.
   */
  RUN_ALL
}
