package dev.tempo.server.jobs;

import dev.tempo.Job;
import java.util.UUID;

/**
 * Holds what is kept in memory of every job, to find it and to check access.
 *
 * @param id the job's identity
 * @param key what it is known by
 * @param name its name
 * @param running whether it may run, and where it waits
 * @param details what the server knows of it
 */
public record JobIndexEntry(UUID id, String key, String name, Running running, JobDetails details) {

  /**
   * How it runs, by its definition.
   *
   * @param version of the definition
   * @param enabled whether it may
   * @param queue in which its runs wait
   * @param follows whether a trigger has it run after other jobs
   */
  public record Running(long version, boolean enabled, String queue, boolean follows) {}

  static JobIndexEntry of(Job job, JobDetails details) {
    boolean follows = job.triggers().stream().anyMatch(t -> t.schedule().followsJobs());
    Running running =
        new Running(job.version(), job.enabled(), job.policy().queue().intern(), follows);
    return new JobIndexEntry(job.id(), job.key(), job.name(), running, details);
  }

  JobIndexEntry with(JobDetails details) {
    return new JobIndexEntry(id, key, name, running, details);
  }

  /** The version of its definition. */
  long version() {
    return running.version();
  }

  /** Whether it may run. */
  public boolean enabled() {
    return running.enabled();
  }

  /** The queue in which its runs wait. */
  public String queue() {
    return running.queue();
  }

  /** Whether a trigger has it run after other jobs. */
  public boolean follows() {
    return running.follows();
  }

  /** The last part of its key, by which it stands in paths. */
  public String safeName() {
    return key.substring(key.lastIndexOf(':') + 1);
  }

  /** The path of its folder; empty for one at the top. */
  public String folderPath() {
    return key.substring(0, Math.max(0, key.lastIndexOf(':')));
  }

  /** Where the job comes from. */
  public Origin origin() {
    return Origin.ofKey(key);
  }

  /** What means this job and no other in a path: one at the top begins with a colon. */
  String reference() {
    return key.contains(":") ? key : ":" + key;
  }
}
