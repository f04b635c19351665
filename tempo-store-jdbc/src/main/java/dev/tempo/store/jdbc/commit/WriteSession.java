package dev.tempo.store.jdbc.commit;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;

/** The connection on which a {@link GroupWriter} writes. Used by the writer's thread alone. */
public interface WriteSession {

  /** Returns how the database is called in messages. */
  String name();

  /**
   * Begins a transaction.
   *
   * @param kinds how the operations of which it consists are committed, none of them alone
   * @throws SQLException if the database cannot be reached, or refuses
   */
  Connection begin(Set<Commit> kinds) throws SQLException;

  /**
   * Returns the connection for an operation that is done outside of a transaction.
   *
   * @throws SQLException if the database cannot be reached
   */
  Connection alone() throws SQLException;

  /**
   * Commits the transaction; returns once that is known to have been done.
   *
   * @throws SQLException if it was not committed, or it is not known whether it was
   */
  void commit() throws SQLException;

  /** Undoes what was done since the beginning, and leaves the session fit for the next one. */
  void rollback();

  /**
   * Returns whether an operation that failed is worth another attempt, as its failure was that of a
   * connection that can be made anew, and nothing of it was done.
   */
  boolean isWorthRetrying(Throwable failure);

  /** Returns whether it is not known whether the transaction that failed so was committed. */
  default boolean isInDoubt(Throwable failure) {
    return false;
  }

  /** Returns a failure as the exception that users of the database expect. */
  RuntimeException translate(Throwable failure);

  /** Returns what users are told when they come too late. */
  RuntimeException closed();

  /** Lets go of the connection. */
  void close() throws SQLException;
}
