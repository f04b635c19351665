package dev.tempo.store.jdbc.logs;

import dev.tempo.log.LogAppendStore;
import dev.tempo.log.LogChunk;
import dev.tempo.log.LogLine;
import dev.tempo.log.LogStorageException;
import dev.tempo.log.RunLogInfo;
import dev.tempo.log.SpoolPosition;
import dev.tempo.store.jdbc.StatementCache;
import dev.tempo.store.jdbc.StatementParameters;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Stores log chunks and the read positions of their logs. Only for the thread that owns the
 * connection.
 *
 * @param <G> what a chunk is indexed by
 */
public final class LogChunkWriter<G> {

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
        streams, data, label)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (log, first_line) DO UPDATE SET sealed = excluded.sealed,
        indexed = excluded.indexed, earliest = excluded.earliest, latest = excluded.latest, streams = excluded.streams,
        data = excluded.data
      RETURNING id""";
  private final StatementCache statements;
  private final Indexer<G> indexer;

  /**
   * Indexes chunks.
   *
   * @param <G> what they are indexed by
   */
  @FunctionalInterface
  public interface Indexer<G> {

    /** Indexes a chunk, which is there and was not indexed before. */
    void index(Connection connection, long chunk, G grams) throws SQLException;
  }

  /**
   * A chunk, and what it is indexed by.
   *
   * @param grams empty when it is not indexed: it is open, or not worth an index
   * @param <G> what chunks are indexed by
   */
  public record Indexed<G>(LogChunk chunk, Optional<G> grams) {}

  /** Makes what writes chunks over one connection, whose statements these are. */
  public LogChunkWriter(StatementCache statements, Indexer<G> indexer) {
    this.statements = statements;
    this.indexer = indexer;
  }

  private record Log(long id, long lineCount) {}

  /**
   * Keeps chunks and the place behind them.
   *
   * @throws LogStorageException if they would leave a hole in the line numbers
   * @throws SQLException if the database fails
   */
  public void append(Connection connection, LogAppendStore.Append append, List<Indexed<G>> chunks)
      throws SQLException {
    Log log = log(connection, append.key());
    long lineCount = log.lineCount();
    for (Indexed<G> indexed : chunks) {
      requireNoHole(append.key(), lineCount, indexed.chunk());
      put(connection, log.id(), append.key(), indexed);
      lineCount = indexed.chunk().lastLine();
    }
    update(connection, new Log(log.id(), lineCount), append);
  }

  private Log log(Connection connection, RunLogInfo key) throws SQLException {
    PreparedStatement find = statements.get(connection, FIND);
    new StatementParameters(find).id(key.runId());
    try (ResultSet row = find.executeQuery()) {
      if (row.next()) {
        return new Log(row.getLong(1), row.getLong(2));
      }
    }
    PreparedStatement insert = statements.get(connection, INSERT_LOG);
    new StatementParameters(insert)
        .id(key.runId())
        .id(key.jobId())
        .text(key.starter())
        .instant(key.startedAt());
    try (ResultSet row = insert.executeQuery()) {
      row.next();
      return new Log(row.getLong(1), 0);
    }
  }

  private static void requireNoHole(RunLogInfo key, long lineCount, LogChunk chunk) {
    if (chunk.firstLine() > lineCount + 1) {
      throw new LogStorageException(
          LogStorageException.Reason.OTHER,
          String.format(
              Locale.ROOT,
              "Run %s has %d lines stored, but the next to store is line %d",
              key.runId(),
              lineCount,
              chunk.firstLine()));
    }
  }

  private void put(Connection connection, long log, RunLogInfo key, Indexed<G> indexed)
      throws SQLException {
    LogChunk chunk = indexed.chunk();
    PreparedStatement put = statements.get(connection, PUT_CHUNK);
    new StatementParameters(put)
        .number(log)
        .number(chunk.firstLine())
        .flag(chunk.sealed())
        .flag(indexed.grams().isPresent())
        .id(key.runId())
        .id(key.jobId())
        .text(key.starter())
        .instant(chunk.earliest())
        .instant(chunk.latest())
        .number(bits(chunk.streams()))
        .bytes(chunk.data())
        .text(key.label());
    try (ResultSet row = put.executeQuery()) {
      row.next();
      if (indexed.grams().isPresent()) {
        indexer.index(connection, row.getLong(1), indexed.grams().get());
      }
    }
  }

  private void update(Connection connection, Log log, LogAppendStore.Append append)
      throws SQLException {
    SpoolPosition position = append.position();
    statements.update(
        connection,
        UPDATE_LOG,
        row ->
            row.number(log.lineCount())
                .number(position.outputBytes())
                .flag(position.capped())
                .number(position.stdout().offset())
                .flag(position.stdout().midLine())
                .number(position.stderr().offset())
                .flag(position.stderr().midLine())
                .flag(append.last())
                .number(log.id()));
  }

  /** A set of streams as the bits of a number. */
  public static int bits(Set<LogLine.Stream> streams) {
    return streams.stream().mapToInt(stream -> 1 << stream.ordinal()).sum();
  }
}
