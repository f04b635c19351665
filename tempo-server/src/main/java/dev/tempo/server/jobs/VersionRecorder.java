package dev.tempo.server.jobs;

import dev.tempo.Job;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Records the versions of scripts. */
public interface VersionRecorder {

  /**
   * Learns that a job was saved; called in the order of the saves, with names locked.
   *
   * @param job as it is stored
   * @return the number of the version that its script is now; 1 if it has no script
   */
  default long saved(Job job, Saving saving) {
    return savedAll(List.of(job), saving).getFirst();
  }

  /**
   * Learns of a save that may be known already, as of what an event tells; as {@link #saved}
   * otherwise.
   */
  default void followed(Job job) {
    saved(job, Saving.BY_PROGRAM);
  }

  /** Learns that a job was deleted, so that another one may have its id. */
  default void deleted(UUID jobId) {}

  /**
   * The same of many jobs, each one once, which are written together.
   *
   * @return the numbers in the order of the jobs
   */
  List<Long> savedAll(List<Job> jobs, Saving saving);

  /** The jobs of whose script, as it is stored, no version tells. */
  Set<UUID> unrecorded();

  /**
   * How a save came about.
   *
   * @param author the account that saved; empty for a program
   * @param message what the author says about it
   * @param automatic whether an editor saved unasked
   */
  record Saving(Optional<UUID> author, Optional<String> message, boolean automatic) {

    /** By a program. */
    public static final Saving BY_PROGRAM = new Saving(Optional.empty(), Optional.empty(), false);

    /** By somebody, who said so. */
    public static Saving by(UUID author, Optional<String> message) {
      return new Saving(Optional.of(author), message, false);
    }

    /** By somebody's editor, unasked. */
    public static Saving unasked(UUID author) {
      return new Saving(Optional.of(author), Optional.empty(), true);
    }
  }
}
