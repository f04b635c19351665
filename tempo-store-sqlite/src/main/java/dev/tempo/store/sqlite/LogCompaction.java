package dev.tempo.store.sqlite;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Frees the space of deleted logs in steps, short enough for lines to be stored in between. */
final class LogCompaction {

  private static final int PAGES_A_STEP = 512;
  private static final int MERGED_PAGES_A_STEP = 200;

  private LogCompaction() {}

  /**
   * Merges a part of the index, which drops what was deleted from it.
   *
   * @return whether there was anything to merge
   */
  static boolean mergeSome(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      long before = number(statement, "SELECT total_changes()");
      statement.executeUpdate(
          "INSERT INTO gram (gram, rank) VALUES ('merge', " + MERGED_PAGES_A_STEP + ")");
      return number(statement, "SELECT total_changes()") - before >= 2; // SQLite's own advice
    }
  }

  /**
   * Gives some free pages back to the system.
   *
   * @return whether there are more
   */
  static boolean vacuumSome(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate("PRAGMA incremental_vacuum(" + PAGES_A_STEP + ")");
      return number(statement, "PRAGMA freelist_count") > 0;
    }
  }

  /**
   * Moves what was written into the file itself, and shortens the journal, unless readers hold it.
   */
  static boolean checkpoint(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      return number(statement, "PRAGMA wal_checkpoint(TRUNCATE)") == 0;
    }
  }

  private static long number(Statement statement, String sql) throws SQLException {
    try (ResultSet row = statement.executeQuery(sql)) {
      return row.getLong(1);
    }
  }
}
