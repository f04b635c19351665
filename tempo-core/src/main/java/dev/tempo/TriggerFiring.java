package dev.tempo;

import dev.tempo.value.TimeBounds;
import java.time.Duration;
import java.util.Objects;

/**
 * What a trigger does with jitter and lateness.
 *
 * @param jitter the longest offset; each trigger has one constant part of it
 * @param misfire what happens to occurrences later than the grace
 * @param grace how late an occurrence may be and still count as in time
 */
public record TriggerFiring(Duration jitter, Misfire misfire, Duration grace) {

  /** No jitter, {@link Misfire#RUN_ONCE}, a grace of 60 s. */
  public static final TriggerFiring DEFAULT =
      new TriggerFiring(Duration.ZERO, Misfire.RUN_ONCE, Duration.ofSeconds(60));

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if the jitter or the grace is neither zero nor from 1 ms to
   *     36,525 days in whole milliseconds
   */
  public TriggerFiring {
    Objects.requireNonNull(misfire, "misfire");
    TimeBounds.duration("jitter", jitter);
    TimeBounds.duration("grace", grace);
  }

  TriggerFiring jitter(Duration longest) {
    return new TriggerFiring(longest, misfire, grace);
  }

  TriggerFiring misfire(Misfire policy) {
    return new TriggerFiring(jitter, policy, grace);
  }

  TriggerFiring grace(Duration late) {
    return new TriggerFiring(jitter, misfire, late);
  }
}
