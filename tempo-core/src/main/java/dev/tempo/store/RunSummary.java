package dev.tempo.store;

import dev.tempo.RunStatus;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What became of some runs. Immutable.
 *
 * @param counts how many stand where; states of none are left out
 * @param timed how many of them have started and ended
 * @param time how long those took together
 */
public record RunSummary(Map<RunStatus, Long> counts, long timed, Duration time) {

  /**
   * Copies the map.
   *
   * @throws NullPointerException if anything is null
   */
  public RunSummary {
    Objects.requireNonNull(time, "time");
    Objects.requireNonNull(counts, "counts");
    counts = Map.copyOf(counts);
  }

  /** How many stand there. */
  public long count(RunStatus... statuses) {
    long sum = 0;
    for (RunStatus status : statuses) {
      sum += counts.getOrDefault(status, 0L);
    }
    return sum;
  }

  /** How many ended with a failure or a time-out, or were lost. */
  public long failures() {
    return count(RunStatus.FAILURE, RunStatus.TIMEOUT, RunStatus.LOST);
  }

  /**
   * The share that succeeded of those that did or failed, from 0 to 1; empty if there are none.
   * Runs that somebody cancelled, and those that were skipped, say nothing about it.
   */
  public Optional<Double> successRate() {
    long successes = count(RunStatus.SUCCESS);
    long ended = successes + failures();
    return ended == 0 ? Optional.empty() : Optional.of((double) successes / ended);
  }

  /** How long they took on average; empty if none has started and ended. */
  public Optional<Duration> averageTime() {
    return timed == 0 ? Optional.empty() : Optional.of(time.dividedBy(timed));
  }
}
