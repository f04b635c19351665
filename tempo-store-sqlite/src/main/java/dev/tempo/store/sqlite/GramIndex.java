package dev.tempo.store.sqlite;

import dev.tempo.log.LogChunk;
import dev.tempo.store.jdbc.StatementCache;
import dev.tempo.store.jdbc.logs.LogChunkWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Indexes chunks by FTS5. Only for the thread that owns the connection.
 *
 * <p>The index is written at the very end of a transaction, all at once: FTS5 gathers what is
 * inserted in memory, but has to write it out whenever another table is changed in between, at four
 * times the cost.
 */
final class GramIndex implements SqliteSession.Ending, LogChunkWriter.Indexer<String> {
  private static final String PUT_GRAMS = "INSERT INTO gram (rowid, grams) VALUES (?, ?)";

  /** As the script that makes the index says. */
  private static final int USUALLY_MERGED_FROM = 8;

  private record Grams(long chunk, String words) {}

  private final StatementCache statements;
  private final List<Grams> toIndex = new ArrayList<>();

  GramIndex(StatementCache statements) {
    this.statements = statements;
  }

  /** Returns a chunk with the words it is found by. */
  static LogChunkWriter.Indexed<String> indexed(LogChunk chunk, Optional<String> label) {
    return new LogChunkWriter.Indexed<>(
        chunk,
        chunk.sealed()
            ? TrigramTokenizer.ofChunk(chunk).map(words -> words + labelWord(label))
            : Optional.empty());
  }

  /** Only where there is something else to be found by. */
  private static String labelWord(Optional<String> label) {
    return label.map(TrigramTokenizer::ofLabel).orElse("");
  }

  @Override
  public void index(Connection connection, long chunk, String words) {
    if (!words.isEmpty()) {
      toIndex.add(new Grams(chunk, words));
    }
  }

  /**
   * Takes chunks out of the index. Left to itself, FTS5 merges parts of the index at each deletion,
   * which takes a hundred times as long and holds up whoever has lines to store; so it is told not
   * to until they are out. It makes up for it little by little as chunks come, and {@link
   * LogCompaction} does it all.
   */
  void unindex(Connection connection, List<Long> chunks) throws SQLException {
    setMergedFrom(connection, 0);
    statements.updateAll(connection, "DELETE FROM gram WHERE rowid IN (%s)", chunks);
    statements.update(connection, "INSERT INTO gram (gram) VALUES ('flush')", none -> {});
    setMergedFrom(connection, USUALLY_MERGED_FROM);
  }

  /** Says how many parts of one size are merged as they come together; 0 for none. */
  private void setMergedFrom(Connection connection, int parts) throws SQLException {
    statements.update(
        connection,
        "INSERT INTO gram (gram, rank) VALUES ('automerge', ?)",
        row -> row.number(parts));
  }

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
}
