package dev.tempo.store.sqlite;

import dev.tempo.log.LogChunk;
import dev.tempo.log.LogLine;
import dev.tempo.log.LogSink;
import dev.tempo.log.LogStorageException;
import dev.tempo.log.RunLogKey;
import dev.tempo.log.SpoolPosition;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Writes chunks and where their logs stand. Only for the thread that owns the connection.
 *
 * <p>The index is written at the very end of a transaction, all at once: FTS5 gathers what is
 * inserted in memory, but has to write it out whenever another table is changed in between, at four
 * times the cost.
 */
final class LogAppender implements LogWriter.Ending {

  private static final String FIND = "SELECT id, line_count FROM log WHERE run = ?";
  private static final String INSERT_LOG =
      """
      INSERT INTO log (run, job, starter, started_at, line_count, output_bytes, capped,
        stdout_offset, stdout_mid_line, stderr_offset, stderr_mid_line, finished)
      VALUES (?, ?, ?, ?, 0, 0, 0, 0, 0, 0, 0, 0) RETURNING id""";
  private static final String UPDATE_LOG =
      """
      UPDATE log SET line_count = ?, output_bytes = ?, capped = ?, stdout_offset = ?,
        stdout_mid_line = ?, stderr_offset = ?, stderr_mid_line = ?, finished = ?
      WHERE id = ?""";
  private static final String PUT_CHUNK =
      """
      INSERT INTO chunk (log, first_line, sealed, indexed, run, job, starter, earliest, latest,
        streams, data)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (log, first_line) DO UPDATE SET sealed = excluded.sealed,
        indexed = excluded.indexed, earliest = excluded.earliest, latest = excluded.latest, streams = excluded.streams,
        data = excluded.data
      RETURNING id""";
  private static final String PUT_GRAMS = "INSERT INTO gram (rowid, grams) VALUES (?, ?)";

  /** The statements; the driver closes one that fails, so after an error there are new ones. */
  private static final class Statements {
    final PreparedStatement find;
    final PreparedStatement insertLog;
    final PreparedStatement updateLog;
    final PreparedStatement putChunk;
    final PreparedStatement putGrams;

    Statements(Connection connection) throws SQLException {
      find = connection.prepareStatement(FIND);
      insertLog = connection.prepareStatement(INSERT_LOG);
      updateLog = connection.prepareStatement(UPDATE_LOG);
      putChunk = connection.prepareStatement(PUT_CHUNK);
      putGrams = connection.prepareStatement(PUT_GRAMS);
    }

    void close() throws SQLException {
      for (PreparedStatement each : List.of(find, insertLog, updateLog, putChunk, putGrams)) {
        each.close();
      }
    }
  }

  private record Grams(long chunk, String words) {}

  private final Connection connection;
  private final List<Grams> toIndex = new ArrayList<>();
  private Statements statements;

  /**
   * A chunk, and the words it is found by.
   *
   * @param grams empty when it is not indexed: it is open, or not worth an index
   */
  record Indexed(LogChunk chunk, Optional<String> grams) {

    static Indexed of(LogChunk chunk) {
      return new Indexed(chunk, chunk.sealed() ? LogGrams.ofChunk(chunk) : Optional.empty());
    }
  }

  private record Log(long id, long lineCount) {}

  LogAppender(Connection connection) throws SQLException {
    this.connection = connection;
    this.statements = new Statements(connection);
  }

  @Override
  public void beforeCommit() throws SQLException {
    for (Grams grams : toIndex) {
      statements.putGrams.setLong(1, grams.chunk());
      statements.putGrams.setString(2, grams.words());
      statements.putGrams.executeUpdate();
    }
    toIndex.clear();
  }

  @Override
  public void afterRollback() throws SQLException {
    toIndex.clear();
    statements.close();
    statements = new Statements(connection);
  }

  void append(LogSink.Append append, List<Indexed> chunks) throws SQLException {
    Log log = log(append);
    long lineCount = log.lineCount();
    for (Indexed indexed : chunks) {
      requireNoHole(append.key(), lineCount, indexed.chunk());
      put(log.id(), append.key(), indexed);
      lineCount = indexed.chunk().lastLine();
    }
    update(log.id(), lineCount, append);
  }

  private Log log(LogSink.Append append) throws SQLException {
    statements.find.setBytes(1, LogUuids.toBytes(append.key().runId()));
    try (ResultSet row = statements.find.executeQuery()) {
      if (row.next()) {
        return new Log(row.getLong(1), row.getLong(2));
      }
    }
    RunLogKey key = append.key();
    statements.insertLog.setBytes(1, LogUuids.toBytes(key.runId()));
    statements.insertLog.setBytes(2, LogUuids.toBytes(key.jobId()));
    statements.insertLog.setString(3, key.starter().orElse(null));
    statements.insertLog.setLong(4, key.startedAt().toEpochMilli());
    try (ResultSet row = statements.insertLog.executeQuery()) {
      return new Log(row.getLong(1), 0);
    }
  }

  private static void requireNoHole(RunLogKey key, long lineCount, LogChunk chunk) {
    if (chunk.firstLine() > lineCount + 1) {
      throw new LogStorageException(
          LogStorageException.Reason.OTHER,
          "Run %s has %d lines stored, but the next to store is line %d"
              .formatted(key.runId(), lineCount, chunk.firstLine()));
    }
  }

  private void put(long log, RunLogKey key, Indexed indexed) throws SQLException {
    LogChunk chunk = indexed.chunk();
    statements.putChunk.setLong(1, log);
    statements.putChunk.setLong(2, chunk.firstLine());
    statements.putChunk.setBoolean(3, chunk.sealed());
    statements.putChunk.setBoolean(4, indexed.grams().isPresent());
    statements.putChunk.setBytes(5, LogUuids.toBytes(key.runId()));
    statements.putChunk.setBytes(6, LogUuids.toBytes(key.jobId()));
    statements.putChunk.setString(7, key.starter().orElse(null));
    statements.putChunk.setLong(8, chunk.earliest().toEpochMilli());
    statements.putChunk.setLong(9, chunk.latest().toEpochMilli());
    statements.putChunk.setInt(10, bits(chunk.streams()));
    statements.putChunk.setBytes(11, chunk.data());
    try (ResultSet row = statements.putChunk.executeQuery()) {
      long id = row.getLong(1);
      indexed
          .grams()
          .filter(words -> !words.isEmpty())
          .ifPresent(words -> toIndex.add(new Grams(id, words)));
    }
  }

  private void update(long log, long lineCount, LogSink.Append append) throws SQLException {
    SpoolPosition position = append.position();
    statements.updateLog.setLong(1, lineCount);
    statements.updateLog.setLong(2, position.outputBytes());
    statements.updateLog.setBoolean(3, position.capped());
    statements.updateLog.setLong(4, position.stdout().offset());
    statements.updateLog.setBoolean(5, position.stdout().midLine());
    statements.updateLog.setLong(6, position.stderr().offset());
    statements.updateLog.setBoolean(7, position.stderr().midLine());
    statements.updateLog.setBoolean(8, append.last());
    statements.updateLog.setLong(9, log);
    statements.updateLog.executeUpdate();
  }

  /** A set of streams as the bits of a number. */
  static int bits(Set<LogLine.Stream> streams) {
    return streams.stream().mapToInt(stream -> 1 << stream.ordinal()).sum();
  }
}
