package dev.tempo.store;

import dev.tempo.Job;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Reads jobs. */
public interface JobStore {

  /** The job of this id. */
  Optional<Job> find(UUID jobId);

  /** Those jobs of these ids that there are, in no special order. */
  List<Job> findAll(Collection<UUID> jobIds);

  /** The job of this key. */
  Optional<Job> findByKey(String key);

  /**
   * Jobs in the order of their keys (by code point).
   *
   * @param afterKey the last key of the page before; empty for the first page
   * @param limit at least 1
   */
  List<Job> list(Optional<String> afterKey, int limit);

  /** How many there are. */
  long count();

  /**
   * The ids of jobs that are to be deleted once they are done ({@link
   * dev.tempo.JobPolicy#deleteWhenDone}) and none of whose triggers has a next time, in the order
   * of their ids.
   *
   * @param after the last id of the page before; empty for the first page
   * @param limit at least 1
   */
  List<UUID> unplannedToDelete(Optional<UUID> after, int limit);

  /**
   * What could not be read of the jobs that were read last. A job of which something cannot be read
   * is given without it, and disabled unless it is a trigger; it never keeps others from being
   * read.
   *
   * @return empty for a store that loses nothing
   */
  default List<Damage> damages() {
    return List.of();
  }
}
