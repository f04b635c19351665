package dev.tempo;

import dev.tempo.value.StoredText;
import dev.tempo.value.TimeBounds;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * Where a run comes from.
 *
 * @param cause why it exists
 * @param startedBy who asked for it; empty when nobody did
 * @param triggerId the trigger that fired; empty when none did
 * @param scheduledFor the nominal instant of the occurrence; empty when none is meant
 * @param predecessor after which run it comes; empty when after none
 */
public record RunOrigin(
    RunCause cause,
    Optional<String> startedBy,
    Optional<UUID> triggerId,
    Optional<Instant> scheduledFor,
    Optional<RunPredecessor> predecessor) {

  /**
   * After no other run.
   *
   * @throws IllegalArgumentException if the name contains NUL or half of a surrogate pair
   */
  public RunOrigin(
      RunCause cause,
      Optional<String> startedBy,
      Optional<UUID> triggerId,
      Optional<Instant> scheduledFor) {
    this(cause, startedBy, triggerId, scheduledFor, Optional.empty());
  }

  /**
   * Checks that nothing is null, and cuts the instant to whole milliseconds.
   *
   * @throws IllegalArgumentException if the name contains NUL or half of a surrogate pair
   */
  public RunOrigin {
    Objects.requireNonNull(cause, "cause");
    Objects.requireNonNull(startedBy, "startedBy");
    Objects.requireNonNull(triggerId, "triggerId");
    Objects.requireNonNull(scheduledFor, "scheduledFor");
    Objects.requireNonNull(predecessor, "predecessor");
    StoredText.checked("startedBy", startedBy);
    scheduledFor = TimeBounds.millis(scheduledFor);
  }

  /** A trigger's occurrence. */
  public static RunOrigin occurrence(RunCause cause, UUID triggerId, Instant scheduledFor) {
    return new RunOrigin(
        cause, Optional.empty(), Optional.of(triggerId), Optional.of(scheduledFor));
  }

  /**
   * What a trigger asks for after the end of another run; no schedule has named an instant for it.
   */
  public static RunOrigin follower(UUID triggerId, RunPredecessor predecessor) {
    return new RunOrigin(
        RunCause.JOB,
        Optional.empty(),
        Optional.of(triggerId),
        Optional.empty(),
        Optional.of(predecessor));
  }

  /** A request by somebody, or by nobody known. */
  public static RunOrigin request(RunCause cause, Optional<String> startedBy) {
    return new RunOrigin(cause, startedBy, Optional.empty(), Optional.empty());
  }

  /** The same occurrence or request, tried again. */
  public RunOrigin asRetry() {
    return new RunOrigin(RunCause.RETRY, startedBy, triggerId, scheduledFor, predecessor);
  }

  /** The same occurrence or request, after another run. */
  public RunOrigin withPredecessor(RunPredecessor run) {
    Objects.requireNonNull(run, "run");
    return new RunOrigin(cause, startedBy, triggerId, scheduledFor, Optional.of(run));
  }
}
