package dev.tempo.store.postgres;

import dev.tempo.log.LogChunk;
import dev.tempo.store.LogHitCollector;
import dev.tempo.store.LogHits;
import dev.tempo.store.LogQuery;
import dev.tempo.store.jdbc.Sql;
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
import java.util.stream.Stream;

/**
 * One search over one connection, in a transaction that sees one state.
 *
 * <p>Chunks that may hold the text come from the {@linkplain CandidateChunks signatures}, in
 * falling order of their numbers, so many at a time; those that meet the other conditions are
 * looked at by the collector. A text without anything that has signatures makes every chunk one in
 * question. Nothing is gathered first, so that a page of a common word costs as little as one of a
 * rare word.
 */
final class SignatureSearch {
  private static final int FIRST_BATCH = 8;
  private static final int LARGEST_BATCH = 256;

  private record Candidate(long id, UUID run, UUID job) {}

  private final Connection connection;
  private final LogQuery query;
  private final LogHitCollector collector;

  SignatureSearch(Connection connection, LogQuery query) {
    this.connection = connection;
    this.query = query;
    this.collector = new LogHitCollector(query);
  }

  LogHits search() throws SQLException {
    List<int[]> alternatives =
        Stream.concat(
                Stream.of(query.text()),
                query.reading().stream().flatMap(reading -> reading.texts().stream()))
            .map(ChunkSignature::bucketsOf)
            .toList();
    if (alternatives.stream().allMatch(buckets -> buckets.length > 0)) {
      searchCandidates(new CandidateChunks(connection, alternatives, collector.newestChunk()));
    } else {
      searchAll();
    }
    return collector.page();
  }

  private void searchCandidates(CandidateChunks candidates) throws SQLException {
    int size = FIRST_BATCH;
    List<Long> batch = candidates.next(size);
    while (!batch.isEmpty() && !collector.isDone()) {
      offer(filtered(batch));
      size = Math.min(LARGEST_BATCH, size * 2);
      batch = candidates.next(size);
    }
  }

  private void searchAll() throws SQLException {
    int size = FIRST_BATCH;
    long newest = collector.newestChunk();
    while (!collector.isDone()) {
      List<Candidate> batch = upTo(newest, size);
      if (batch.isEmpty()) {
        return;
      }
      offer(batch);
      newest = batch.getLast().id() - 1;
      size = Math.min(LARGEST_BATCH, size * 2);
    }
  }

  private void offer(List<Candidate> batch) throws SQLException {
    for (Candidate candidate : batch) {
      if (collector.isDone()) {
        return;
      }
      collector.offer(candidate.id(), candidate.run(), candidate.job(), () -> load(candidate.id()));
    }
  }

  private Optional<LogChunk> load(long id) throws SQLException {
    return Sql.of(connection, "SELECT data, sealed FROM chunk WHERE id = ?", id)
        .first(row -> LogChunk.of(row.bytes("data"), row.flag("sealed")));
  }

  private List<Candidate> filtered(List<Long> ids) throws SQLException {
    return candidates(
        conditions().and("c.id = ANY (?)", SignatureIndex.array(connection, ids)), "");
  }

  private List<Candidate> upTo(long newest, int limit) throws SQLException {
    return candidates(conditions().and("c.id <= ?", newest), " LIMIT " + limit);
  }

  private SqlConditions conditions() {
    SqlConditions conditions = ChunkFilter.add(new SqlConditions(), query);
    query.label().ifPresent(label -> conditions.and("c.label = ?", label));
    return conditions;
  }

  private List<Candidate> candidates(SqlConditions conditions, String limit) throws SQLException {
    String sql =
        "SELECT c.id, c.run, c.job FROM chunk c"
            + conditions.where()
            + " ORDER BY c.id DESC"
            + limit;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      Object[] arguments = conditions.arguments();
      for (int i = 0; i < arguments.length; i++) {
        statement.setObject(i + 1, arguments[i]);
      }
      List<Candidate> found = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          found.add(
              new Candidate(
                  rows.getLong(1),
                  UuidCodec.uuid(rows.getBytes(2)),
                  UuidCodec.uuid(rows.getBytes(3))));
        }
      }
      return found;
    }
  }
}
