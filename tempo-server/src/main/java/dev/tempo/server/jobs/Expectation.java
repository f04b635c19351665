package dev.tempo.server.jobs;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * What a job is expected to do in time. Immutable.
 *
 * @param startWithin how long after a scheduled time a run must have started; empty if nobody minds
 * @param successWithin how long after a scheduled time a run must have succeeded, or after the last
 *     success if the job has no schedule; empty if nobody minds
 */
public record Expectation(Optional<Duration> startWithin, Optional<Duration> successWithin) {
  /** Nothing is expected. */
  public static final Expectation NONE = new Expectation(Optional.empty(), Optional.empty());

  /** Checks that both are there. */
  public Expectation {
    Objects.requireNonNull(startWithin, "startWithin");
    Objects.requireNonNull(successWithin, "successWithin");
  }

  /** True if nothing is expected. */
  public boolean isNone() {
    return startWithin.isEmpty() && successWithin.isEmpty();
  }
}
