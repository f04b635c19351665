package dev.tempo.store.sqlite;

import dev.tempo.store.jdbc.commit.Commit;
import dev.tempo.store.jdbc.commit.WriteSession;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;

/**
 * The one connection that writes to a file. A transaction with an operation that must last is
 * synced to disk in full; that makes all before it last, too.
 */
final class SqliteSession implements WriteSession {
  private final SqliteErrors errors;
  private final Connection connection;
  private final Ending ending;
  private boolean synced;

  /** What belongs to the end of every transaction. */
  interface Ending {

    /** Called last within the transaction. */
    void beforeCommit(Connection connection) throws SQLException;

    /** The transaction has come to nothing; statements that failed are closed. */
    void afterRollback();
  }

  SqliteSession(SqliteErrors errors, Connection connection, Ending ending) {
    this.errors = errors;
    this.connection = connection;
    this.ending = ending;
    this.synced = errors.profile().isSyncedAlways();
  }

  @Override
  public String name() {
    return errors.file().toString();
  }

  @Override
  public Connection begin(Set<Commit> kinds) throws SQLException {
    sync(
        errors.profile().isSyncedAlways()
            || kinds.contains(Commit.DURABLE)
            || kinds.contains(Commit.REPEATABLE));
    SqliteTransaction.begin(connection);
    return connection;
  }

  private void sync(boolean toBeSynced) throws SQLException {
    if (toBeSynced != synced) {
      SqliteDatabase.execute(
          connection, "PRAGMA synchronous = " + (toBeSynced ? "FULL" : "NORMAL"));
      synced = toBeSynced;
    }
  }

  @Override
  public Connection alone() {
    return connection;
  }

  @Override
  public void commit() throws SQLException {
    ending.beforeCommit(connection);
    SqliteTransaction.commit(connection);
  }

  @Override
  public void rollback() {
    SqliteTransaction.rollback(connection);
    ending.afterRollback();
  }

  /** Nothing comes between this process and the file. */
  @Override
  public boolean isWorthRetrying(Throwable failure) {
    return false;
  }

  @Override
  public RuntimeException translate(Throwable failure) {
    return errors.translate(failure);
  }

  @Override
  public RuntimeException closed() {
    return errors.closed();
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
