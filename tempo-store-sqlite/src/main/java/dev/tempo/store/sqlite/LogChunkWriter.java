package dev.tempo.store.sqlite;

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
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Stores log chunks and the read positions of their logs. Only for the thread that owns the
 * connection.
 *
 * <p>The index is written at the very end of a transaction, all at once: FTS5 gathers what is
 * inserted in memory, but has to write it out whenever another table is changed in between, at four
 * times the cost.
 */
final class LogChunkWriter implements SqliteSession.Ending {

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
  private static final String PUT_GRAMS = "INSERT INTO gram (rowid, grams) VALUES (?, ?)";

  private record Grams(long chunk, String words) {}

  private final StatementCache statements = new StatementCache();
  private final List<Grams> toIndex = new ArrayList<>();

  /**
   * A chunk, and the words it is found by.
   *
   * @param grams empty when it is not indexed: it is open, or not worth an index
   */
  record Indexed(LogChunk chunk, Optional<String> grams) {

    static Indexed of(LogChunk chunk, Optional<String> label) {
      return new Indexed(
          chunk,
          chunk.sealed()
              ? TrigramTokenizer.ofChunk(chunk).map(words -> words + labelWord(label))
              : Optional.empty());
    }

    /** Only where there is something else to be found by. */
    private static String labelWord(Optional<String> label) {
      return label.map(TrigramTokenizer::ofLabel).orElse("");
    }
  }

  private record Log(long id, long lineCount) {}

  @Override
  public void beforeCommit(Connection connection) throws SQLException {
    for (Grams grams : toIndex) {
      statements.update(
          connection, PUT_GRAMS, row -> row.number(grams.chunk()).text(grams.words()));
    }
    toIndex.clear();
  }

  @Override
  public void afterRollback() {
    toIndex.clear();
    statements.clear();
  }

  void append(Connection connection, LogAppendStore.Append append, List<Indexed> chunks)
      throws SQLException {
    Log log = log(connection, append.key());
    long lineCount = log.lineCount();
    for (Indexed indexed : chunks) {
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

  private void put(Connection connection, long log, RunLogInfo key, Indexed indexed)
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
      long id = row.getLong(1);
      indexed
          .grams()
          .filter(words -> !words.isEmpty())
          .ifPresent(words -> toIndex.add(new Grams(id, words)));
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
  static int bits(Set<LogLine.Stream> streams) {
    return streams.stream().mapToInt(stream -> 1 << stream.ordinal()).sum();
  }
}
