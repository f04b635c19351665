package dev.tempo.store.sqlite;

import dev.tempo.store.jdbc.UuidCodec;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/** Deletes logs and frees space in steps, short enough for lines to be stored in between. */
final class LogDeleter {

  private static final int CHUNKS_A_STEP = 64;
  private static final int PAGES_A_STEP = 512;
  private static final int MERGED_PAGES_A_STEP = 200;

  private LogDeleter() {}

  /**
   * What a step of deleting has come to.
   *
   * @param deleted how many logs it removed
   * @param left the runs not done yet
   */
  record Step(int deleted, Collection<UUID> left) {}

  /** Deletes some chunks of the first runs, and the logs of which nothing is left. */
  static Step deleteSome(Connection connection, Collection<UUID> runIds) throws SQLException {
    ArrayDeque<UUID> runs = new ArrayDeque<>(runIds);
    int logs = 0;
    int room = CHUNKS_A_STEP;
    while (!runs.isEmpty() && room > 0) {
      long log = finishedLog(connection, runs.getFirst());
      if (log < 0) {
        runs.removeFirst();
        room--;
        continue;
      }
      List<Long> chunks = chunks(connection, log, room);
      for (long chunk : chunks) {
        update(connection, "DELETE FROM gram WHERE rowid = ?", chunk);
        update(connection, "DELETE FROM chunk WHERE id = ?", chunk);
      }
      room -= chunks.size() + 1;
      if (room >= 0) {
        update(connection, "DELETE FROM log WHERE id = ?", log);
        runs.removeFirst();
        logs++;
      }
    }
    return new Step(logs, runs);
  }

  private static long finishedLog(Connection connection, UUID run) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT id FROM log WHERE run = ? AND finished = 1")) {
      statement.setBytes(1, UuidCodec.bytes(run));
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? row.getLong(1) : -1;
      }
    }
  }

  private static List<Long> chunks(Connection connection, long log, int limit) throws SQLException {
    List<Long> chunks = new ArrayList<>();
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT id FROM chunk WHERE log = ? LIMIT ?")) {
      statement.setLong(1, log);
      statement.setInt(2, limit);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          chunks.add(rows.getLong(1));
        }
      }
    }
    return chunks;
  }

  private static void update(Connection connection, String sql, long id) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, id);
      statement.executeUpdate();
    }
  }

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
