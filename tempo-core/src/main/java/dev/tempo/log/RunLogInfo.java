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
 * @param label what the run is filed under; empty for nothing
 */
public record RunLogInfo(
    UUID runId, UUID jobId, Optional<String> starter, Instant startedAt, Optional<String> label) {

  /** Refuses nulls. */
  public RunLogInfo {
    Objects.requireNonNull(runId, "runId");
    Objects.requireNonNull(jobId, "jobId");
    Objects.requireNonNull(starter, "starter");
    Objects.requireNonNull(startedAt, "startedAt");
    Objects.requireNonNull(label, "label");
  }

  /** Of a run with no label. */
  public RunLogInfo(UUID runId, UUID jobId, Optional<String> starter, Instant startedAt) {
    this(runId, jobId, starter, startedAt, Optional.empty());
  }
}
