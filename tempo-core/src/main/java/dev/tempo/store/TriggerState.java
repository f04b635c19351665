package dev.tempo.store;

import dev.tempo.value.TimeBounds;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * How far a trigger has come.
 *
 * @param triggerId which trigger
 * @param jobId whose
 * @param next its next occurrence; empty if there is none, or it waits for a run to end
 * @param lastFiredAt the nominal instant of the last occurrence that was dealt with; empty before
 * @param arrived of the jobs that it follows, those of which a run has ended since
 */
public record TriggerState(
    UUID triggerId,
    UUID jobId,
    Optional<Due> next,
    Optional<Instant> lastFiredAt,
    Set<UUID> arrived) {

  /** Of a trigger that follows no jobs, or has just fired. */
  public TriggerState(
      UUID triggerId, UUID jobId, Optional<Due> next, Optional<Instant> lastFiredAt) {
    this(triggerId, jobId, next, lastFiredAt, Set.of());
  }

  /** Cuts the instant to whole milliseconds, and copies the set. */
  public TriggerState {
    Objects.requireNonNull(lastFiredAt, "lastFiredAt");
    Objects.requireNonNull(triggerId, "triggerId");
    Objects.requireNonNull(jobId, "jobId");
    Objects.requireNonNull(next, "next");
    lastFiredAt = TimeBounds.millis(lastFiredAt);
    arrived = Set.copyOf(Objects.requireNonNull(arrived, "arrived"));
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
