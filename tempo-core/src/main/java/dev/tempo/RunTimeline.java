package dev.tempo;

import dev.tempo.value.TimeBounds;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * Holds a run's status and the timestamps of its life.
 *
 * @param status where it stands
 * @param queuedAt when it was queued
 * @param notBefore a retry waits until then; otherwise equal to {@code queuedAt}
 * @param startedAt empty until it starts
 * @param finishedAt empty until it ends
 */
public record RunTimeline(
    RunStatus status,
    Instant queuedAt,
    Instant notBefore,
    Optional<Instant> startedAt,
    Optional<Instant> finishedAt) {

  /** Checks that nothing is null, and cuts the times to whole milliseconds. */
  public RunTimeline {
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
  public static RunTimeline queued(Instant at) {
    return queued(at, at);
  }

  /** Queued now, to start at {@code notBefore} at the earliest. */
  public static RunTimeline queued(Instant at, Instant notBefore) {
    return new RunTimeline(RunStatus.QUEUED, at, notBefore, Optional.empty(), Optional.empty());
  }

  RunTimeline withStarted(Instant at) {
    return new RunTimeline(RunStatus.RUNNING, queuedAt, notBefore, Optional.of(at), finishedAt);
  }

  RunTimeline withNotBefore(Instant at) {
    return new RunTimeline(status, queuedAt, at, startedAt, finishedAt);
  }

  RunTimeline withRequeued() {
    return queued(queuedAt, notBefore);
  }

  RunTimeline withFinished(RunStatus ended, Instant at) {
    return new RunTimeline(ended, queuedAt, notBefore, startedAt, Optional.of(at));
  }
}
