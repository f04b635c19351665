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

  JobEntry with(JobDetails changed) {
    return new JobEntry(id, key, name, enabled, changed);
  }

  /** The last part of its key, by which it stands in paths. */
  public String safeName() {
    return key.substring(key.lastIndexOf(':') + 1);
  }

  /** The path of its folder; empty for one at the top. */
  public String folderPath() {
    return key.substring(0, Math.max(0, key.lastIndexOf(':')));
  }

  /** What means this job and no other in a path: one at the top begins with a colon. */
  String reference() {
    return key.contains(":") ? key : ":" + key;
  }
}
