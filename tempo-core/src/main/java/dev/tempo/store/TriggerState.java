package dev.tempo.store;

import dev.tempo.value.TimeBounds;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * How far a trigger has come.
 *
 * @param triggerId which trigger
 * @param jobId whose
 * @param next its next occurrence; empty if there is none, or it waits for a run to end
 * @param lastFiredAt the nominal instant of the last occurrence that was dealt with; empty before
 */
public record TriggerState(
    UUID triggerId, UUID jobId, Optional<Due> next, Optional<Instant> lastFiredAt) {

  /** Cuts the instant to whole milliseconds. */
  public TriggerState {
    Objects.requireNonNull(lastFiredAt, "lastFiredAt");
    Objects.requireNonNull(triggerId, "triggerId");
    Objects.requireNonNull(jobId, "jobId");
    Objects.requireNonNull(next, "next");
    lastFiredAt = TimeBounds.millis(lastFiredAt);
  }

  /**
   * An occurrence that lies ahead.
   *
   * @param nominal the instant that the schedule names
   * @param at when it fires: the nominal instant and the trigger's jitter
   */
  public record Due(Instant nominal, Instant at) {

    /** Cuts the instants to whole milliseconds. */
    public Due {
      Objects.requireNonNull(nominal, "nominal");
      Objects.requireNonNull(at, "at");
      nominal = TimeBounds.millis(nominal);
      at = TimeBounds.millis(at);
    }
  }
}
