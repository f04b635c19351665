package dev.tempo.store.sqlite;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Transactions as the driver wants them: by its auto-commit mode. One that is begun by SQL costs
 * more, since the driver, who does not know of it, tries to begin one of its own at every write.
 * Connections are made so that each is {@code IMMEDIATE}.
 */
final class SqliteTransaction {
  private static final Logger LOG = LoggerFactory.getLogger(SqliteTransaction.class);

  private SqliteTransaction() {}

  static void begin(Connection connection) throws SQLException {
    connection.setAutoCommit(false);
  }

  static void commit(Connection connection) throws SQLException {
    connection.setAutoCommit(true);
  }

  /**
   * Undoes what was done since the beginning, and leaves the connection fit for the next
   * transaction. The driver's mode and SQLite's own may disagree by now: when a disk is full SQLite
   * has rolled back already, and the driver changes its mode before it knows whether the commit
   * succeeds. So both are told, and an objection of either means that it was so already.
   */
  static void rollback(Connection connection) {
    attempt(
        () -> {
          try (Statement statement = connection.createStatement()) {
            statement.execute("ROLLBACK");
          }
        });
    attempt(() -> connection.setAutoCommit(true));
  }

  private static void attempt(Attempt attempt) {
    try {
      attempt.run();
    } catch (SQLException e) {
      LOG.debug("The transaction had ended already", e);
    }
  }

  @FunctionalInterface
  private interface Attempt {
    void run() throws SQLException;
  }
}
