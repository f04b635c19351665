package dev.tempo;

import dev.tempo.value.TimeBounds;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * Sets how and when runs are ended. Immutable.
 *
 * @param timeout the longest that a run may take, in monotonic time; empty for no limit. A script's
 *     processes get SIGTERM then, a handler's thread is interrupted
 * @param grace between asking a run to end (SIGTERM, interruption) and forcing it (SIGKILL)
 * @param orphans what happens to processes that a script leaves behind
 */
public record TerminationPolicy(Optional<Duration> timeout, Duration grace, OrphanPolicy orphans) {

  /** No time-out, a grace of 5 s, orphaned processes ended. */
  public static final TerminationPolicy DEFAULT =
      new TerminationPolicy(Optional.empty(), Duration.ofSeconds(5), OrphanPolicy.END);

  /**
   * Checks the ranges.
   *
   * @throws NullPointerException if a value is null
   * @throws IllegalArgumentException if the time-out is not from 1 ms to 36,525 days, or the grace
   *     neither that nor zero, or one is not of whole milliseconds
   */
  public TerminationPolicy {
    Objects.requireNonNull(orphans, "orphans");
    TimeBounds.positive("timeout", timeout);
    TimeBounds.duration("grace", grace);
  }

  /**
   * Returns a copy with a time-out.
   *
   * @throws IllegalArgumentException if it is not from 1 ms to 36,525 days in whole milliseconds
   */
  public TerminationPolicy withTimeout(Duration timeout) {
    return new TerminationPolicy(
        Optional.of(TimeBounds.positive("timeout", timeout)), grace, orphans);
  }

  /**
   * Returns a copy with another grace.
   *
   * @throws IllegalArgumentException if it is neither zero nor from 1 ms to 36,525 days in whole
   *     milliseconds
   */
  public TerminationPolicy withGrace(Duration grace) {
    return new TerminationPolicy(timeout, grace, orphans);
  }

  /** Returns a copy with another policy for orphaned processes. */
  public TerminationPolicy withOrphans(OrphanPolicy orphans) {
    return new TerminationPolicy(timeout, grace, orphans);
  }
}
