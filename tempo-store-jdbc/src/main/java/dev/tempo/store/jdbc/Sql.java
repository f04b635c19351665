package dev.tempo.store.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One SQL statement with its parameters, ready to be run on a connection. Values are stored as
 * {@link StatementParameters} says and read by a {@link ResultRow}.
 *
 * {@snippet :
 * Optional<String> name =
 *     database.read(c -> Sql.of(c, "SELECT name FROM users WHERE id = ?", id).first(row -> row.text("name")));
 * }
 *
 * <p>Not thread-safe; for use within the transaction that gave the connection.
 */
public final class Sql {
  private static final Logger LOG = LoggerFactory.getLogger(Sql.class);
  private static final int MAX_REPORTED = 100;
  private static final Set<String> REPORTED = ConcurrentHashMap.newKeySet();

  private final Connection connection;
  private final String statement;
  private final Binding binding;

  private Sql(Connection connection, String statement, Binding binding) {
    this.connection = connection;
    this.statement = statement;
    this.binding = binding;
  }

  /**
   * Returns a statement with arguments.
   *
   * @param arguments one for each mark, of the types that {@link StatementParameters#value} takes
   */
  public static Sql of(Connection connection, String statement, @Nullable Object... arguments) {
    return new Sql(
        connection,
        statement,
        parameters -> {
          for (Object argument : arguments) {
            parameters.value(argument);
          }
        });
  }

  /** Returns a statement whose parameters are set by a function. */
  public static Sql bound(Connection connection, String statement, Binding binding) {
    return new Sql(connection, statement, binding);
  }

  /** Returns marks for the values of an {@code IN (…)}, divided by commas. */
  public static String marks(Collection<?> values) {
    return String.join(", ", Collections.nCopies(values.size(), "?"));
  }

  /**
   * Runs a change.
   *
   * @return the number of rows that it changed
   * @throws SQLException if it fails
   */
  public int execute() throws SQLException {
    try (PreparedStatement prepared = prepare()) {
      return prepared.executeUpdate();
    }
  }

  /**
   * Runs a query and reads its first row.
   *
   * @return empty if there is no row
   * @throws SQLException if it fails
   */
  public <T> Optional<T> first(SqlFunction<ResultRow, T> reader) throws SQLException {
    try (PreparedStatement prepared = prepare();
        ResultSet rows = prepared.executeQuery()) {
      return rows.next() ? Optional.of(reader.apply(new ResultRow(rows))) : Optional.empty();
    }
  }

  /**
   * Runs a query and reads all its rows.
   *
   * @throws SQLException if it fails
   */
  public <T> List<T> all(SqlFunction<ResultRow, T> reader) throws SQLException {
    try (PreparedStatement prepared = prepare();
        ResultSet rows = prepared.executeQuery()) {
      ResultRow row = new ResultRow(rows);
      List<T> read = new ArrayList<>();
      while (rows.next()) {
        read.add(reader.apply(row));
      }
      return read;
    }
  }

  /**
   * Runs a query and reads those of its rows that can be read. One whose reader throws a {@link
   * RuntimeException} is left out, so that damage to it does not hide the others; that is logged
   * once for each query.
   *
   * @throws SQLException if the query fails
   */
  public <T> List<T> allReadable(SqlFunction<ResultRow, T> reader) throws SQLException {
    try (PreparedStatement prepared = prepare();
        ResultSet rows = prepared.executeQuery()) {
      ResultRow row = new ResultRow(rows);
      List<T> read = new ArrayList<>();
      while (rows.next()) {
        readable(row, reader).ifPresent(read::add);
      }
      return read;
    }
  }

  /** Runs a query and reads its first row that can be read, as {@link #allReadable} does. */
  public <T> Optional<T> firstReadable(SqlFunction<ResultRow, T> reader) throws SQLException {
    return allReadable(reader).stream().findFirst();
  }

  /**
   * Runs a query and reads the first column of its first row as an integer.
   *
   * @return 0 if there is no row
   * @throws SQLException if it fails
   */
  public long count() throws SQLException {
    try (PreparedStatement prepared = prepare();
        ResultSet rows = prepared.executeQuery()) {
      return rows.next() ? rows.getLong(1) : 0;
    }
  }

  /**
   * Runs a query.
   *
   * @return whether there is a row
   * @throws SQLException if it fails
   */
  public boolean exists() throws SQLException {
    try (PreparedStatement prepared = prepare();
        ResultSet rows = prepared.executeQuery()) {
      return rows.next();
    }
  }

  private <T> Optional<T> readable(ResultRow row, SqlFunction<ResultRow, T> reader)
      throws SQLException {
    try {
      return Optional.of(reader.apply(row));
    } catch (RuntimeException e) {
      if (REPORTED.size() < MAX_REPORTED && REPORTED.add(statement)) {
        LOG.warn("A row cannot be read and is left out, in: {}", statement, e);
      }
      return Optional.empty();
    }
  }

  private PreparedStatement prepare() throws SQLException {
    PreparedStatement prepared = connection.prepareStatement(statement);
    try {
      binding.to(new StatementParameters(prepared));
      return prepared;
    } catch (SQLException | RuntimeException e) {
      prepared.close();
      throw e;
    }
  }
}
