package dev.tempo.store;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * What became of a job's runs that ended within a period. Runs that never started, as skipped ones,
 * are not in it. Immutable.
 *
 * @param period how long the period is
 * @param start when it began
 * @param counts how many runs there were
 * @param averageDuration how long they took
 * @param usage what those of them that were processes used
 */
public record MetricBucket(
    MetricPeriod period, Instant start, Counts counts, Duration averageDuration, Usage usage) {
  /**
   * Checks that nothing is null.
   *
   * @throws NullPointerException if anything is
   */
  public MetricBucket {
    Objects.requireNonNull(period, "period");
    Objects.requireNonNull(start, "start");
    Objects.requireNonNull(counts, "counts");
    Objects.requireNonNull(averageDuration, "averageDuration");
    Objects.requireNonNull(usage, "usage");
  }

  /**
   * How many runs ended.
   *
   * @param runs all; those that neither succeeded nor failed were cancelled
   * @param successes with success
   * @param failures with a failure or a time-out, or lost
   */
  public record Counts(long runs, long successes, long failures) {}

  /**
   * What processes used; all zero if there were none.
   *
   * @param averageCpuPercent their CPU time over the time they took; 100 is one core
   * @param maxCpuPercent the most between two samples of any
   * @param averageMemoryBytes the average over the runs of the average over their samples; of a run
   *     too short to be sampled its peak
   * @param maxMemoryBytes the most that any had
   */
  public record Usage(
      double averageCpuPercent,
      double maxCpuPercent,
      long averageMemoryBytes,
      long maxMemoryBytes) {}
}
