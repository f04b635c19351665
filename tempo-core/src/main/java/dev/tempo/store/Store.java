package dev.tempo.store;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Where jobs, triggers, runs, logs and metrics are kept. Reads go through the small interfaces;
 * everything that an engine writes goes through {@link #commit}, so that what belongs together is
 * one transaction.
 *
 * <p>Implementations are safe for use by many threads. A read sees every commit that returned
 * before it began. Calls may block on a disk, but must not pin a virtual thread's carrier while
 * they do.
 */
public interface Store extends AutoCloseable {

  /** Jobs. */
  JobStore jobs();

  /** Triggers and when they are next due. */
  TriggerStore triggers();

  /** Runs. */
  RunStore runs();

  /** Decisions that did not end in a run of their own. */
  DecisionStore decisions();

  /** The lines that runs wrote. */
  LogStore logs();

  /** What runs used, and sums of what became of them. */
  MetricStore metrics();

  /** States of queues that outlive the process. */
  QueueStore queues();

  /**
   * What programs ask for in transactions of their own.
   *
   * @return empty if this store takes no part in them
   */
  default Optional<RunOutbox> outbox() {
    return Optional.empty();
  }

  /**
   * Makes changes, in order, all or none, and returns once they are durable.
   *
   * <p>Making the same changes again has no further effect, so a caller that cannot know whether a
   * failed commit took place repeats it.
   *
   * @return the ids of new runs that were refused, since the same trigger already has a run for the
   *     same instant; the other changes were made
   * @throws StoreException if the changes were not made, or it is not known whether they were
   */
  Set<UUID> commit(List<Change> changes);

  /**
   * The directory that belongs to this store, where an engine may keep scripts and spool files.
   *
   * @return empty if there is none
   */
  Optional<Path> directory();

  /**
   * Why this store will never work again, as when its files were deleted while they were in use.
   * Cheap; asked often.
   *
   * @return empty as long as it may
   */
  default Optional<StoreException> lost() {
    return Optional.empty();
  }

  /**
   * Passes through everything through which writes pass, and writes nothing: returns if a write
   * would be done now.
   *
   * @throws StoreException if it would not
   */
  default void ping() {
    commit(List.of());
  }

  /**
   * Gives this store to an engine that starts. One engine at a time has a store, unless the store
   * itself says otherwise.
   *
   * @return gives it back when it is closed
   * @throws IllegalStateException if another engine has it
   */
  default Claim claim() {
    return StoreClaims.take(this);
  }

  /** A store that an engine has. */
  interface Claim extends AutoCloseable {

    /** Gives it back; twice does nothing. */
    @Override
    void close();
  }

  /** Releases everything. An engine does not close a store that it was given. */
  @Override
  void close();
}
