package dev.tempo;

/**
 * What {@link Tempo#purgeRuns} has deleted.
 *
 * @param runs how many runs
 * @param logs how many of them had a log
 * @param isComplete whether nothing is left that is due
 */
public record RetentionReport(long runs, long logs, boolean isComplete) {

  /** All that was due. */
  public RetentionReport(long runs, long logs) {
    this(runs, logs, true);
  }
}
