package dev.tempo.server.retention;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;

/**
 * Reads the retention of single jobs and users that overrides the general one. Immutable.
 *
 * @param jobs by the id of a job
 * @param users days by the id of a user
 */
record RetentionOverrides(Map<UUID, OfJob> jobs, Map<UUID, Integer> users) {

  /** Copies the maps. */
  RetentionOverrides {
    jobs = Map.copyOf(jobs);
    users = Map.copyOf(users);
  }

  /**
   * What a job has of its own.
   *
   * @param days how long its runs are kept; empty for what holds for others
   * @param newest how many of its newest runs are kept; empty for what holds for others
   */
  record OfJob(OptionalInt days, OptionalInt newest) {}

  Optional<OfJob> ofJob(UUID jobId) {
    return Optional.ofNullable(jobs.get(jobId));
  }
}
