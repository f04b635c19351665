package dev.tempo.server.jobs;

import dev.tempo.Job;
import java.util.UUID;

/**
 * What is kept in memory of every job, to find it and to know who may do what with it.
 *
 * @param id the job's identity
 * @param key what it is known by
 * @param name its name
 * @param enabled whether it may run
 * @param details what the server knows of it
 */
public record JobEntry(UUID id, String key, String name, boolean enabled, JobDetails details) {

  static JobEntry of(Job job, JobDetails details) {
    return new JobEntry(job.id(), job.key(), job.name(), job.enabled(), details);
  }

  JobEntry withoutOwner() {
    return new JobEntry(id, key, name, enabled, details.withoutOwner());
  }

  /** The last part of its key. */
  public String safeName() {
    return key.substring(key.lastIndexOf(':') + 1);
  }
}
