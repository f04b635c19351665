package dev.tempo.store;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Reads how far triggers have come. */
public interface TriggerStore {

  /** The state of one trigger. */
  Optional<TriggerState> find(UUID triggerId);

  /** The states of a job's triggers, in no special order. */
  List<TriggerState> findByJob(UUID jobId);

  /** The states of the triggers of many jobs, in no special order. */
  default List<TriggerState> findByJobs(Collection<UUID> jobIds) {
    return jobIds.stream().flatMap(jobId -> findByJob(jobId).stream()).toList();
  }

  /**
   * Triggers that fire by an instant, the earliest first, ties by id.
   *
   * @param until inclusive
   * @param limit at least 1
   */
  List<TriggerState> due(Instant until, int limit);

  /** When the first of all triggers fires. */
  Optional<Instant> nextDue();

  /**
   * The ids of jobs that have a trigger that follows other jobs, in the order of their ids.
   *
   * @param after the last id of the page before; empty for the first page
   * @param limit at least 1
   */
  List<UUID> jobsThatFollow(Optional<UUID> after, int limit);

  /**
   * The ids of jobs that have an enabled start-up trigger, in the order of their ids.
   *
   * @param after the last id of the page before; empty for the first page
   * @param limit at least 1
   */
  List<UUID> jobsToRunAtStartup(Optional<UUID> after, int limit);
}
