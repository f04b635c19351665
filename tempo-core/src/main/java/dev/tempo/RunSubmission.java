package dev.tempo;

import java.util.Objects;
import java.util.UUID;

/**
 * One of many runs that are asked for together; see {@link Scheduler#runAll}.
 *
 * @param jobId the job to run
 * @param options how
 */
public record RunSubmission(UUID jobId, RunOptions options) {

  /** Checks that nothing is null. */
  public RunSubmission {
    Objects.requireNonNull(jobId, "jobId");
    Objects.requireNonNull(options, "options");
  }
}
