package dev.tempo.store.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Which sessions of this process wait for the death of a leader, or are its own. Thread-safe. */
final class DeathLocks implements AutoCloseable {
  private final String schema;
  private final Set<Long> own = ConcurrentHashMap.newKeySet();
  private final Set<PostgresDeathLock> open = ConcurrentHashMap.newKeySet();

  DeathLocks(String schema) {
    this.schema = schema;
  }

  EngineLock of(String lease) {
    return EngineLock.of(schema, "lease/" + lease);
  }

  void opened(PostgresDeathLock lock) {
    open.add(lock);
  }

  void closed(PostgresDeathLock lock) {
    open.remove(lock);
  }

  void add(EngineLock.SessionId session) {
    own.add(session.pid());
  }

  void remove(EngineLock.SessionId session) {
    own.remove(session.pid());
  }

  /**
   * Ends sessions of other processes that have the lock of a lease that this one has taken: such a
   * process was silent, and would hold the lock for as long as it is stopped.
   */
  boolean endOthers(Connection connection, String lease) throws SQLException {
    of(lease).endHolders(connection, own.toArray(Long[]::new));
    return true;
  }

  /** Closes all that are not closed yet. */
  @Override
  public void close() {
    open.forEach(PostgresDeathLock::close);
  }
}
