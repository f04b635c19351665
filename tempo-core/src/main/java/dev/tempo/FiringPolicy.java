package dev.tempo;

import dev.tempo.value.TimeBounds;
import java.time.Duration;
import java.util.Objects;

/**
 * Sets a trigger's jitter and how it treats late occurrences.
 *
 * @param jitter the longest offset; each trigger has one constant part of it
 * @param misfire what happens to occurrences later than the grace
 * @param grace how late an occurrence may be and still count as in time
 */
public record FiringPolicy(Duration jitter, MisfirePolicy misfire, Duration grace) {

  /** No jitter, {@link MisfirePolicy#RUN_ONCE}, a grace of 60 s. */
  public static final FiringPolicy DEFAULT =
      new FiringPolicy(Duration.ZERO, MisfirePolicy.RUN_ONCE, Duration.ofSeconds(60));

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if the jitter or the grace is neither zero nor from 1 ms to
   *     36,525 days in whole milliseconds
   */
  public FiringPolicy {
    Objects.requireNonNull(misfire, "misfire");
    TimeBounds.duration("jitter", jitter);
    TimeBounds.duration("grace", grace);
  }

  FiringPolicy withJitter(Duration jitter) {
    return new FiringPolicy(jitter, misfire, grace);
  }

  FiringPolicy withMisfire(MisfirePolicy misfire) {
    return new FiringPolicy(jitter, misfire, grace);
  }

  FiringPolicy withGrace(Duration grace) {
    return new FiringPolicy(jitter, misfire, grace);
  }
}
