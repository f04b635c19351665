package dev.tempo.store.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Runs queries. */
final class Queries {
  private Queries() {}

  /** Sets a statement's parameters. */
  @FunctionalInterface
  interface Bind {
    void to(Parameters parameters) throws SQLException;
  }

  static <T> List<T> list(Connection connection, String sql, Bind bind, SqlFunction<Row, T> mapper)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind.to(new Parameters(statement));
      List<T> found = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery()) {
        Row row = new Row(rows);
        while (rows.next()) {
          found.add(mapper.apply(row));
        }
      }
      return found;
    }
  }

  static <T> Optional<T> first(
      Connection connection, String sql, Bind bind, SqlFunction<Row, T> mapper)
      throws SQLException {
    List<T> found = list(connection, sql, bind, mapper);
    return found.isEmpty() ? Optional.empty() : Optional.of(found.getFirst());
  }

  static long count(Connection connection, String sql, Bind bind) throws SQLException {
    return first(connection, "SELECT (" + sql + ") AS n", bind, row -> row.number("n")).orElse(0L);
  }
}
