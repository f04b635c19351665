package dev.tempo.store.jdbc.logs;

import dev.tempo.log.LogAppendStore;
import dev.tempo.log.LogChunk;
import dev.tempo.log.LogLine;
import dev.tempo.log.SpoolPosition;
import dev.tempo.store.LogTotals;
import dev.tempo.store.jdbc.UuidCodec;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Reads log lines and log positions over one connection. */
public final class LogQueries {

  private static final int CHUNKS_AT_ONCE = 32;
  private static final int MAX_TEXT_LENGTH = 1024 * 1024;

  private static final String TAIL =
      """
      SELECT line_count, output_bytes, capped, stdout_offset, stdout_mid_line, stderr_offset,
        stderr_mid_line, (SELECT data FROM chunk WHERE log = log.id AND sealed = 0
          ORDER BY first_line DESC LIMIT 1)
      FROM log WHERE run = ?""";
  private static final String CHUNKS =
      """
      SELECT data, sealed FROM chunk
      WHERE log = (SELECT id FROM log WHERE run = ?)
        AND first_line >= coalesce((SELECT max(first_line) FROM chunk
          WHERE log = (SELECT id FROM log WHERE run = ?) AND first_line <= ?), 0)
        AND streams & ? != 0
      ORDER BY first_line""";

  private LogQueries() {}

  /** Returns where a run's log stands; empty if there is none. */
  public static Optional<LogAppendStore.Tail> tail(Connection connection, UUID runId)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(TAIL)) {
      statement.setBytes(1, UuidCodec.bytes(runId));
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? Optional.of(tail(row)) : Optional.empty();
      }
    }
  }

  private static LogAppendStore.Tail tail(ResultSet row) throws SQLException {
    SpoolPosition position =
        new SpoolPosition(
            new SpoolPosition.Mark(row.getLong(4), row.getBoolean(5)),
            new SpoolPosition.Mark(row.getLong(6), row.getBoolean(7)),
            row.getLong(2),
            row.getBoolean(3));
    Optional<LogChunk> open =
        Optional.ofNullable(row.getBytes(8)).map(data -> LogChunk.of(data, false));
    return new LogAppendStore.Tail(row.getLong(1), position, open);
  }

  /** Returns lines, as {@link dev.tempo.store.LogStore#lines} does. */
  public static List<LogLine> lines(
      Connection connection, UUID runId, long fromLine, int limit, Set<LogLine.Stream> streams)
      throws SQLException {
    List<LogLine> lines = new ArrayList<>();
    long text = 0;
    try (PreparedStatement statement = connection.prepareStatement(CHUNKS)) {
      statement.setBytes(1, UuidCodec.bytes(runId));
      statement.setBytes(2, UuidCodec.bytes(runId));
      statement.setLong(3, fromLine);
      statement.setLong(4, LogChunkWriter.bits(streams));
      statement.setFetchSize(CHUNKS_AT_ONCE);
      try (ResultSet row = statement.executeQuery()) {
        while (lines.size() < limit && text < MAX_TEXT_LENGTH && row.next()) {
          for (LogLine line : LogChunk.of(row.getBytes(1), row.getBoolean(2)).lines()) {
            if (line.number() >= fromLine
                && streams.contains(line.stream())
                && lines.size() < limit
                && text < MAX_TEXT_LENGTH) {
              lines.add(line);
              text += line.text().length();
            }
          }
        }
      }
    }
    return lines;
  }

  /** Returns how many lines are kept of a run. */
  public static long count(Connection connection, UUID runId) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT line_count FROM log WHERE run = ?")) {
      statement.setBytes(1, UuidCodec.bytes(runId));
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? row.getLong(1) : 0;
      }
    }
  }

  /** Totals of one starter's runs, or of all. */
  public static LogTotals totals(Connection connection, Optional<String> starter)
      throws SQLException {
    String sql =
        "SELECT coalesce(sum(logs), 0), coalesce(sum(lines), 0), coalesce(sum(stored_bytes), 0)"
            + " FROM log_total"
            + (starter.isPresent() ? " WHERE starter = ?" : "");
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      if (starter.isPresent()) {
        statement.setString(1, starter.get());
      }
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return new LogTotals(row.getLong(1), row.getLong(2), row.getLong(3));
      }
    }
  }
}
