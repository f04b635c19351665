package dev.tempo.store.sqlite;

import dev.tempo.log.LogChunk;
import dev.tempo.store.LogHitCollector;
import dev.tempo.store.LogHits;
import dev.tempo.store.LogQuery;
import dev.tempo.store.jdbc.SqlConditions;
import dev.tempo.store.jdbc.UuidCodec;
import dev.tempo.store.jdbc.logs.ChunkFilter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One search over one connection.
 *
 * <p>Chunks that may hold the text come from the index, in falling order of their numbers. Some
 * chunks are not indexed, above all the open ones, of which there is one for each active run; all
 * of these come into question. The two are merged, and the collector looks at the lines. A text
 * without anything to look up in the index makes every chunk one in question. Nothing is sorted and
 * nothing gathered first, so that a page of a common word costs as little as one of a rare word.
 */
final class LogSearcher {

  private static final String COLUMNS = "SELECT c.id, c.run, c.job FROM ";
  private static final String ALL = "chunk c WHERE c.id <= ?";
  private static final String UNINDEXED = "chunk c WHERE c.indexed = 0 AND c.id <= ?";
  private static final String LABELLED =
      "chunk c INDEXED BY chunk_of_label WHERE c.label = ? AND c.indexed = ? AND c.id <= ?";
  private static final String INDEXED =
      "gram CROSS JOIN chunk c ON c.id = gram.rowid WHERE gram MATCH ? AND gram.rowid <= ?";

  private record Candidate(long id, UUID run, UUID job) {}

  /** Rows of chunks in falling order, the next of which is known. */
  private static final class Candidates implements AutoCloseable {

    private final PreparedStatement statement;
    private final ResultSet rows;
    private long id;

    Candidates(PreparedStatement statement) throws SQLException {
      this.statement = statement;
      this.rows = statement.executeQuery();
      advance();
    }

    private void advance() throws SQLException {
      id = rows.next() ? rows.getLong(1) : 0;
    }

    /** The number of the next one; 0 when there is none. */
    long id() {
      return id;
    }

    Candidate take() throws SQLException {
      Candidate next =
          new Candidate(id, UuidCodec.uuid(rows.getBytes(2)), UuidCodec.uuid(rows.getBytes(3)));
      advance();
      return next;
    }

    @Override
    public void close() throws SQLException {
      statement.close();
    }
  }

  private final Connection connection;
  private final LogQuery query;
  private final LogHitCollector collector;

  LogSearcher(Connection connection, LogQuery query) {
    this.connection = connection;
    this.query = query;
    this.collector = new LogHitCollector(query);
  }

  LogHits search() throws SQLException {
    Optional<String> grams = grams();
    try (PreparedStatement load =
        connection.prepareStatement("SELECT data, sealed FROM chunk WHERE id = ?")) {
      if (grams.isPresent()) {
        // In this order: a chunk that is indexed meanwhile comes twice rather than not at all.
        try (Candidates unindexed = unindexed();
            Candidates indexed = candidates(INDEXED, "gram.rowid", words(grams.get()))) {
          offerAll(unindexed, indexed, load);
        }
      } else if (query.label().isPresent()) {
        try (Candidates unindexed = unindexed();
            Candidates indexed = labelled(true)) {
          offerAll(unindexed, indexed, load);
        }
      } else {
        try (Candidates all = candidates(ALL, "c.id")) {
          while (!collector.isDone() && all.id() > 0) {
            offer(all.take(), load);
          }
        }
      }
    }
    return collector.page();
  }

  private void offerAll(Candidates left, Candidates right, PreparedStatement load)
      throws SQLException {
    while (!collector.isDone() && Math.max(left.id(), right.id()) > 0) {
      if (left.id() == right.id()) {
        left.take();
      }
      offer(left.id() > right.id() ? left.take() : right.take(), load);
    }
  }

  private void offer(Candidate candidate, PreparedStatement load) throws SQLException {
    collector.offer(
        candidate.id(), candidate.run(), candidate.job(), () -> load(candidate.id(), load));
  }

  private static Optional<LogChunk> load(long id, PreparedStatement load) throws SQLException {
    load.setLong(1, id);
    try (ResultSet row = load.executeQuery()) {
      return row.next()
          ? Optional.of(LogChunk.of(row.getBytes(1), row.getBoolean(2)))
          : Optional.empty();
    }
  }

  /**
   * What the index is asked for: all words of the text, or of one of those in which lines are kept
   * that read otherwise. Empty if one of them has no words.
   */
  private Optional<String> grams() {
    List<Optional<String>> texts =
        Stream.concat(
                Stream.of(query.text()),
                query.reading().stream().flatMap(reading -> reading.texts().stream()))
            .map(TrigramTokenizer::ofQuery)
            .toList();
    return texts.stream().allMatch(Optional::isPresent)
        ? Optional.of(
            texts.stream()
                .map(Optional::orElseThrow)
                .collect(Collectors.joining(") OR (", "(", ")")))
        : Optional.empty();
  }

  /** With the label's, if there is one. */
  private String words(String grams) {
    return query
        .label()
        .map(label -> "(" + grams + ") AND " + TrigramTokenizer.ofLabel(label))
        .orElse(grams);
  }

  private Candidates unindexed() throws SQLException {
    return query.label().isPresent() ? labelled(false) : candidates(UNINDEXED, "c.id");
  }

  private Candidates labelled(boolean indexed) throws SQLException {
    return candidates(LABELLED, "c.id", query.label().orElseThrow(), indexed ? 1 : 0);
  }

  private Candidates candidates(String from, String order, Object... first) throws SQLException {
    List<Object> arguments = new ArrayList<>(List.of(first));
    arguments.add(collector.newestChunk());
    return new Candidates(prepare(from, order, arguments));
  }

  private PreparedStatement prepare(String from, String order, List<Object> arguments)
      throws SQLException {
    SqlConditions filter = ChunkFilter.add(new SqlConditions(), query);
    String sql = COLUMNS + from + filter.where().replaceFirst("WHERE", "AND");
    PreparedStatement statement = connection.prepareStatement(sql + " ORDER BY " + order + " DESC");
    arguments.addAll(List.of(filter.arguments()));
    for (int i = 0; i < arguments.size(); i++) {
      statement.setObject(i + 1, arguments.get(i));
    }
    return statement;
  }
}
