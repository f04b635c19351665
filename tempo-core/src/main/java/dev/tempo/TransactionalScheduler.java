package dev.tempo;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/**
 * Asks for runs in a transaction of the program's own: they are there if that is committed, and
 * never were if it is rolled back. Made by {@link Scheduler#within}.
 *
 * {@snippet :
 * connection.setAutoCommit(false);
 * insertOrder(connection, order);
 * UUID run = tempo.within(connection).run(shipment.id(), RunOptions.DEFAULT.withPayload(order.id()));
 * connection.commit();
 * }
 *
 * <p>What can be known is checked at the call. A run is taken up a moment after the commit, and
 * then meets its job, its queue and its overlap policy as one that is asked for at that instant. A
 * request that comes to nothing then is kept as a run that says why: {@link RunStatus#SKIPPED} if
 * another one stands for it, {@link RunStatus#CANCELLED} if the job was deleted or disabled
 * meanwhile, a dead letter if it cannot be admitted.
 *
 * <p>As thread-safe as the connection is.
 */
@FunctionalInterface
public interface TransactionalScheduler {

  /**
   * Asks for many runs, in order; see {@link #run(UUID, RunOptions)}.
   *
   * @return the ids that they will have, in the same order
   * @throws NotFoundException if there is no job of one of the ids; nothing is asked for then
   * @throws JobDisabledException if one of the jobs is disabled; nothing is asked for then
   * @throws IllegalArgumentException if the options name a text to try out or are for a service, or
   *     a payload cannot be encoded
   */
  List<UUID> runAll(Collection<RunSubmission> submissions);

  /**
   * Runs a job once the transaction is committed.
   *
   * @return the id that the run will have
   * @throws NotFoundException if there is none of this id
   * @throws JobDisabledException if it is disabled
   */
  default UUID run(UUID jobId) {
    return run(jobId, RunOptions.DEFAULT);
  }

  /**
   * Runs a job once the transaction is committed, with options of its own.
   *
   * @return the id that the run will have
   * @throws NotFoundException if there is none of this id
   * @throws JobDisabledException if it is disabled
   * @throws DuplicateRunException if it was asked for before, and is to be rejected then
   * @throws IllegalArgumentException if the options name a text to try out or are for a service, or
   *     the payload cannot be encoded
   */
  default UUID run(UUID jobId, RunOptions options) {
    return runAll(List.of(new RunSubmission(jobId, options))).getFirst();
  }

  /**
   * Runs a job once the transaction is committed and an instant has come.
   *
   * @param at the commit, if it has passed then
   * @return the id that the run will have
   * @throws NotFoundException if there is none of this id
   * @throws JobDisabledException if it is disabled
   * @throws IllegalArgumentException if the instant is not in the years 1970 to 9999
   */
  default UUID runAt(UUID jobId, Instant at, RunOptions options) {
    return run(jobId, options.withNotBefore(at));
  }
}
