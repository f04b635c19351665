package dev.tempo.log;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * Identifies a run's log. Kept with every chunk, so that a search needs no other table. Immutable.
 *
 * @param runId the run
 * @param jobId the run's job
 * @param starter who started the run; empty when a schedule did
 * @param startedAt when the run started; lines read much later than this are marked as approximate
 */
public record RunLogInfo(UUID runId, UUID jobId, Optional<String> starter, Instant startedAt) {

  /** Refuses nulls. */
  public RunLogInfo {
    Objects.requireNonNull(runId, "runId");
    Objects.requireNonNull(jobId, "jobId");
    Objects.requireNonNull(starter, "starter");
    Objects.requireNonNull(startedAt, "startedAt");
  }
}
