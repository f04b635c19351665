package dev.tempo.store.sqlite;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.pool.HikariPool;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * Connections that read a file. This is HikariCP's pool without its data source, which tells the
 * host's log at INFO that it starts and stops. Thread-safe.
 */
final class ReaderPool {
  private final HikariPool pool;
  private volatile boolean closed;

  /**
   * Opens connections when they are first asked for.
   *
   * @param config of this pool alone
   */
  ReaderPool(HikariConfig config) {
    config.setInitializationFailTimeout(-1); // the first connection would be told at INFO, too
    config.validate();
    this.pool = new HikariPool(config);
  }

  /** A connection, which goes back when it is closed; at once an error if the pool is closed. */
  Connection getConnection() throws SQLException {
    if (closed) {
      throw new SQLException("The pool is closed"); // it would wait for a connection instead
    }
    return pool.getConnection();
  }

  /** Whether {@link #close} was called. */
  boolean isClosed() {
    return closed;
  }

  /** Ends all connections, in use or not. */
  void close() {
    closed = true;
    try {
      pool.shutdown();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
