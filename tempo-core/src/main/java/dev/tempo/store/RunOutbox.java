package dev.tempo.store;

import dev.tempo.Run;
import dev.tempo.RunOptions;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/**
 * What programs have asked for in transactions of their own, until an engine takes it. A request is
 * taken by {@link Change.TakeRequest} in the commit that adds its run, so that it is done once
 * whatever crashes. Thread-safe.
 */
public interface RunOutbox {

  /**
   * Writes requests on a connection of the program's own, in its transaction.
   *
   * @param connection what the database's kind calls so, such as a {@code java.sql.Connection}
   * @throws IllegalArgumentException if it is no connection to this store's database
   * @throws IllegalStateException if it is in no transaction
   * @throws StoreException if the database refuses
   */
  void add(Object connection, List<Request> requests);

  /**
   * Returns committed requests, in the order of their ids.
   *
   * @param limit how many at most
   */
  List<Request> oldest(int limit);

  /**
   * Returns whether a request may come at any time, since some were added by this object, or other
   * processes write there, too.
   */
  default boolean isUsed() {
    return true;
  }

  /**
   * One run that is asked for.
   *
   * @param runId which id it will have
   * @param job as it was when it was asked for
   * @param options with an encoded payload and encrypted secrets
   */
  record Request(UUID runId, Run.JobRef job, RunOptions options) {
    /**
     * Checks that nothing is null.
     *
     * @throws NullPointerException if anything is
     */
    public Request {
      Objects.requireNonNull(runId, "runId");
      Objects.requireNonNull(job, "job");
      Objects.requireNonNull(options, "options");
    }
  }
}
