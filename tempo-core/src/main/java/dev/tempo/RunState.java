package dev.tempo;

import dev.tempo.value.TimeBounds;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * How far a run is.
 *
 * @param status where it stands
 * @param queuedAt when it was queued
 * @param notBefore a retry waits until then; otherwise equal to {@code queuedAt}
 * @param startedAt empty until it starts
 * @param finishedAt empty until it ends
 */
public record RunState(
    RunStatus status,
    Instant queuedAt,
    Instant notBefore,
    Optional<Instant> startedAt,
    Optional<Instant> finishedAt) {

  /** Checks that nothing is null, and cuts the times to whole milliseconds. */
  public RunState {
    Objects.requireNonNull(status, "status");
    Objects.requireNonNull(queuedAt, "queuedAt");
    Objects.requireNonNull(notBefore, "notBefore");
    Objects.requireNonNull(startedAt, "startedAt");
    Objects.requireNonNull(finishedAt, "finishedAt");
    queuedAt = TimeBounds.millis(queuedAt);
    notBefore = TimeBounds.millis(notBefore);
    startedAt = TimeBounds.millis(startedAt);
    finishedAt = TimeBounds.millis(finishedAt);
  }

  /** Queued now, to start as soon as it may. */
  public static RunState queued(Instant at) {
    return queued(at, at);
  }

  /** Queued now, to start at {@code notBefore} at the earliest. */
  public static RunState queued(Instant at, Instant notBefore) {
    return new RunState(RunStatus.QUEUED, at, notBefore, Optional.empty(), Optional.empty());
  }

  RunState started(Instant at) {
    return new RunState(RunStatus.RUNNING, queuedAt, notBefore, Optional.of(at), finishedAt);
  }

  RunState requeued() {
    return queued(queuedAt, notBefore);
  }

  RunState finished(RunStatus ended, Instant at) {
    return new RunState(ended, queuedAt, notBefore, startedAt, Optional.of(at));
  }
}
