package dev.tempo.store.sqlite;

import dev.tempo.log.LogChunk;
import dev.tempo.store.LogHitCollector;
import dev.tempo.store.LogHits;
import dev.tempo.store.LogQuery;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * One search over one connection.
 *
 * <p>Sealed chunks that may hold the text come from the index, in falling order of their numbers;
 * open chunks, of which there is at most one for each active run, are not indexed and all come into
 * question. The two are merged, and the collector looks at the lines. A text too short for the
 * index makes every chunk one in question. Nothing is sorted and nothing gathered first, so that a
 * page of a common word costs as little as one of a rare word.
 */
final class LogSearcher {

  private static final String COLUMNS = "SELECT c.id, c.run, c.job FROM ";
  private static final String OPEN = "chunk c WHERE c.sealed = 0 AND c.id <= ?";
  private static final String SEALED = "chunk c WHERE c.sealed = 1 AND c.id <= ?";
  private static final String INDEXED =
      "gram CROSS JOIN chunk c ON c.id = gram.rowid WHERE gram MATCH ? AND gram.rowid <= ?";

  private static final Instant LAST = Instant.ofEpochMilli(Long.MAX_VALUE / 2);

  private record Candidate(long id, UUID run, UUID job) {

    static Candidate of(ResultSet row) throws SQLException {
      return new Candidate(
          row.getLong(1), LogUuids.fromBytes(row.getBytes(2)), LogUuids.fromBytes(row.getBytes(3)));
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
    try (PreparedStatement load =
        connection.prepareStatement("SELECT data, sealed FROM chunk WHERE id = ?")) {
      ArrayDeque<Candidate> open =
          openChunks(); // before the others: one sealed meanwhile comes twice
      try (PreparedStatement statement = sealedChunks();
          ResultSet rows = statement.executeQuery()) {
        while (!collector.isDone() && rows.next()) {
          Candidate sealed = Candidate.of(rows);
          while (!open.isEmpty() && open.getFirst().id() >= sealed.id()) {
            Candidate newer = open.removeFirst();
            if (newer.id() > sealed.id()) {
              offer(newer, load);
            }
          }
          offer(sealed, load);
        }
      }
      for (Candidate rest : open) {
        offer(rest, load);
      }
    }
    return collector.page();
  }

  private void offer(Candidate candidate, PreparedStatement load) throws SQLException {
    if (!collector.isDone()) {
      collector.offer(
          candidate.id(), candidate.run(), candidate.job(), () -> load(candidate.id(), load));
    }
  }

  private static Optional<LogChunk> load(long id, PreparedStatement load) throws SQLException {
    load.setLong(1, id);
    try (ResultSet row = load.executeQuery()) {
      return row.next()
          ? Optional.of(LogChunk.of(row.getBytes(1), row.getBoolean(2)))
          : Optional.empty();
    }
  }

  private ArrayDeque<Candidate> openChunks() throws SQLException {
    ArrayDeque<Candidate> open = new ArrayDeque<>();
    List<Object> arguments = new ArrayList<>(List.of(collector.newestChunk()));
    try (PreparedStatement statement = prepare(OPEN, "c.id", arguments);
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        open.addLast(Candidate.of(rows));
      }
    }
    return open;
  }

  private PreparedStatement sealedChunks() throws SQLException {
    List<Object> arguments = new ArrayList<>();
    Optional<String> grams = LogGrams.ofQuery(query.text());
    grams.ifPresent(arguments::add);
    arguments.add(collector.newestChunk());
    return grams.isPresent()
        ? prepare(INDEXED, "gram.rowid", arguments)
        : prepare(SEALED, "c.id", arguments);
  }

  private PreparedStatement prepare(String from, String order, List<Object> arguments)
      throws SQLException {
    StringBuilder sql = new StringBuilder(COLUMNS).append(from).append(" AND c.streams & ? != 0");
    arguments.add(LogAppender.bits(query.streams()));
    if (query.from().isAfter(Instant.EPOCH)) {
      sql.append(" AND c.latest >= ?");
      arguments.add(query.from().toEpochMilli());
    }
    if (query.to().isBefore(LAST)) {
      sql.append(" AND c.earliest < ?");
      arguments.add(query.to().plusMillis(1).toEpochMilli());
    }
    in(sql, "c.job", query.jobs().stream().map(LogUuids::toBytes).toList(), arguments);
    in(sql, "c.starter", query.starters(), arguments);
    PreparedStatement statement =
        connection.prepareStatement(
            sql.append(" ORDER BY ").append(order).append(" DESC").toString());
    for (int i = 0; i < arguments.size(); i++) {
      statement.setObject(i + 1, arguments.get(i));
    }
    return statement;
  }

  private static void in(
      StringBuilder sql, String column, Collection<?> values, List<Object> arguments) {
    if (!values.isEmpty()) {
      sql.append(" AND ").append(column).append(" IN (");
      sql.append("?, ".repeat(values.size() - 1)).append("?)");
      arguments.addAll(values);
    }
  }
}
