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
}
