package dev.tempo.server.jobs;

import dev.tempo.Job;

/**
 * A job, as the library and as the server know it.
 *
 * @param job the definition
 * @param details everything else
 */
public record ManagedJob(Job job, JobDetails details) {

  /** Counts its saves: those of the definition, and those of the details alone. */
  public long version() {
    return job.version() + details.stamps().revision();
  }

  /** The path of its folder; empty for one at the top. */
  public String folderPath() {
    String key = job.key();
    return key.substring(0, Math.max(0, key.lastIndexOf(':')));
  }

  /** The last part of its key, by which it stands in paths. */
  public String safeName() {
    String key = job.key();
    return key.substring(key.lastIndexOf(':') + 1);
  }
}
