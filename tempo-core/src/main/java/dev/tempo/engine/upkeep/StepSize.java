package dev.tempo.engine.upkeep;

import java.time.Duration;

/**
 * How many runs are deleted in a step: as many as take some ten milliseconds, since whatever else
 * is to be committed waits as long. What a commit takes anyhow, as the disk is waited for, does not
 * count; it is known by the shortest step so far, of which the first is a small one. Not
 * thread-safe.
 */
final class StepSize {
  static final int LEAST = 50;
  static final int MOST = 1_000;
  private static final Duration SHORT = Duration.ofMillis(10);
  private static final Duration LONG = Duration.ofMillis(20);

  private int runs = LEAST;
  private Duration shortest = Duration.ofDays(1);

  /** How many the next step is to take. */
  int runs() {
    return runs;
  }

  /** Learns how long it took to delete so many. */
  void took(int deleted, Duration duration) {
    shortest = duration.compareTo(shortest) < 0 ? duration : shortest;
    Duration beyond = duration.minus(shortest);
    if (beyond.compareTo(LONG) > 0) {
      runs = Math.max(LEAST, runs / 2);
    } else if (beyond.compareTo(SHORT) < 0 && deleted >= runs) {
      runs = Math.min(MOST, runs * 2);
    }
  }
}
