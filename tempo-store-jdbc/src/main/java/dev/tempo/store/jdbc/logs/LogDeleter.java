package dev.tempo.store.jdbc.logs;

import dev.tempo.store.jdbc.UuidCodec;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/** Deletes logs in steps, short enough for lines to be stored in between. */
public final class LogDeleter {

  private static final int CHUNKS_A_STEP = 64;

  private LogDeleter() {}

  /**
   * What a step of deleting has come to.
   *
   * @param deleted how many logs it removed
   * @param left the runs not done yet
   */
  public record Step(int deleted, Collection<UUID> left) {}

  /**
   * Deletes some chunks of the first runs, and the logs of which nothing is left.
   *
   * @param unindex deletes what is indexed of a chunk, by its number
   * @throws SQLException if the database fails
   */
  public static Step deleteSome(Connection connection, Collection<UUID> runIds, String unindex)
      throws SQLException {
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
        update(connection, unindex, chunk);
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
}
