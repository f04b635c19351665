package dev.tempo.store.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs queries. */
final class Queries {
  private static final Logger LOG = LoggerFactory.getLogger(Queries.class);
  private static final int MOST_TOLD = 100;
  private static final Set<String> TOLD = ConcurrentHashMap.newKeySet();

  private Queries() {}

  /** Sets a statement's parameters. */
  @FunctionalInterface
  interface Bind {
    void to(StatementParameters parameters) throws SQLException;
  }

  static <T> List<T> list(
      Connection connection, String sql, Bind bind, SqlFunction<ResultRow, T> mapper)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind.to(new StatementParameters(statement));
      List<T> found = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery()) {
        ResultRow row = new ResultRow(rows);
        while (rows.next()) {
          read(sql, row, mapper).ifPresent(found::add);
        }
      }
      return found;
    }
  }

  /** A row that cannot be read is left out, and told once of each query: others are not kept. */
  private static <T> Optional<T> read(String sql, ResultRow row, SqlFunction<ResultRow, T> mapper)
      throws SQLException {
    try {
      return Optional.of(mapper.apply(row));
    } catch (RuntimeException e) {
      if (TOLD.size() < MOST_TOLD && TOLD.add(sql)) {
        LOG.warn("A row cannot be read and is left out, in: {}", sql, e);
      }
      return Optional.empty();
    }
  }

  static <T> Optional<T> first(
      Connection connection, String sql, Bind bind, SqlFunction<ResultRow, T> mapper)
      throws SQLException {
    List<T> found = list(connection, sql, bind, mapper);
    return found.isEmpty() ? Optional.empty() : Optional.of(found.getFirst());
  }

  static long count(Connection connection, String sql, Bind bind) throws SQLException {
    return first(connection, "SELECT (" + sql + ") AS n", bind, row -> row.number("n")).orElse(0L);
  }
}
