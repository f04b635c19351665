package dev.tempo.store.postgres;

import dev.tempo.store.jdbc.SqlFunction;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A session of its own for what is short and must not wait behind anything else. It is opened at
 * its first use, and made anew when it is lost; an answer is waited for as {@link
 * PostgresConnections#CONTROL_TIMEOUT} says. Thread-safe.
 */
final class ControlSession implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ControlSession.class);

  private final PostgresConnections connections;
  private final PostgresErrors errors;
  private final String purpose;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Connection connection;
  private boolean closed;

  ControlSession(PostgresConnections connections, PostgresErrors errors, String purpose) {
    this.connections = connections;
    this.errors = errors;
    this.purpose = purpose;
  }

  /**
   * Does what may be done twice: once more where the session turns out to be gone.
   *
   * @throws dev.tempo.store.StoreException if it fails
   */
  <T extends @Nullable Object> T repeat(SqlFunction<Connection, T> work) {
    return locked(
        () -> {
          boolean wasOpen = connection != null;
          try {
            return use(work);
          } catch (SQLException e) {
            if (!wasOpen || !PostgresErrors.isLost(e)) {
              throw e;
            }
            return use(work);
          }
        });
  }

  /**
   * Does something once.
   *
   * @throws dev.tempo.store.StoreException if it fails, or it is not known whether it did
   */
  <T extends @Nullable Object> T once(SqlFunction<Connection, T> work) {
    return locked(() -> use(work));
  }

  private <T extends @Nullable Object> T locked(Work<T> work) {
    lock.lock();
    try {
      if (closed) {
        throw errors.closed();
      }
      return work.run();
    } catch (SQLException e) {
      throw errors.of(e);
    } finally {
      lock.unlock();
    }
  }

  private <T extends @Nullable Object> T use(SqlFunction<Connection, T> work) throws SQLException {
    Connection open = connection;
    if (open == null) {
      open = connections.control(purpose);
      connection = open;
    }
    try {
      return work.apply(open);
    } catch (SQLException e) {
      if (PostgresErrors.isLost(e)) {
        discard();
      }
      throw e;
    }
  }

  private void discard() {
    Connection open = connection;
    connection = null;
    if (open != null) {
      try {
        open.close();
      } catch (SQLException e) {
        LOG.debug("A session had ended already", e);
      }
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      discard();
    } finally {
      lock.unlock();
    }
  }

  /** What is done with the lock. */
  @FunctionalInterface
  private interface Work<T extends @Nullable Object> {
    T run() throws SQLException;
  }
}
