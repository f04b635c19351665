package dev.tempo.store.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the prepared statements of one connection, by their SQL. Not thread-safe: for the thread
 * that owns the connection.
 */
public final class StatementCache {
  private static final Logger LOG = LoggerFactory.getLogger(StatementCache.class);
  private static final int NARROW = 16;

  /** How many values a statement takes at a time. */
  private static final int WIDEST = 512;

  private final Map<String, PreparedStatement> bySql = new HashMap<>();

  /** Makes an empty cache. */
  public StatementCache() {}

  /**
   * Returns the statement of this SQL, which is prepared at its first use.
   *
   * @throws SQLException if it cannot be prepared
   */
  public PreparedStatement get(Connection connection, String sql) throws SQLException {
    PreparedStatement known = bySql.get(sql);
    if (known == null) {
      known = connection.prepareStatement(sql);
      bySql.put(sql, known);
    }
    return known;
  }

  /**
   * Sets the parameters of a statement and runs it.
   *
   * @return the number of rows that it changed
   * @throws SQLException if it fails
   */
  public int update(Connection connection, String sql, Binding binding) throws SQLException {
    PreparedStatement statement = get(connection, sql);
    binding.to(new StatementParameters(statement));
    return statement.executeUpdate();
  }

  /**
   * Changes the rows of many values, a list of them at a time.
   *
   * @param sql with {@code IN (%s)}, where lists of the values stand
   * @param values as {@link StatementParameters#value} takes them
   * @return the number of rows that were changed
   * @throws SQLException if it fails
   */
  public int updateAll(Connection connection, String sql, List<?> values) throws SQLException {
    int changed = 0;
    for (int from = 0; from < values.size(); from += WIDEST) {
      changed += list(connection, sql, values, from).executeUpdate();
    }
    return changed;
  }

  /**
   * Reads the rows of many values, a list of them at a time.
   *
   * @param sql as in {@link #updateAll}
   * @throws SQLException if it fails
   */
  public <T> List<T> queryAll(
      Connection connection, String sql, List<?> values, SqlFunction<ResultRow, T> reader)
      throws SQLException {
    List<T> read = new ArrayList<>();
    for (int from = 0; from < values.size(); from += WIDEST) {
      try (ResultSet rows = list(connection, sql, values, from).executeQuery()) {
        ResultRow row = new ResultRow(rows);
        while (rows.next()) {
          read.add(reader.apply(row));
        }
      }
    }
    return read;
  }

  /** Lists come in a few lengths, so that few statements are kept; the last value fills them up. */
  private PreparedStatement list(Connection connection, String sql, List<?> values, int from)
      throws SQLException {
    int count = Math.min(WIDEST, values.size() - from);
    int width = count == 1 ? 1 : count <= NARROW ? NARROW : WIDEST;
    String marks = String.join(", ", Collections.nCopies(width, "?"));
    PreparedStatement statement = get(connection, sql.replace("%s", marks));
    StatementParameters parameters = new StatementParameters(statement);
    for (int i = 0; i < width; i++) {
      parameters.value(values.get(from + Math.min(i, count - 1)));
    }
    return statement;
  }

  /**
   * Closes all statements, which are prepared again when they are needed: for after a failure, at
   * which a driver may have closed some.
   */
  public void clear() {
    for (PreparedStatement statement : bySql.values()) {
      try {
        statement.close();
      } catch (SQLException e) {
        LOG.debug("A statement that had failed could not be closed", e);
      }
    }
    bySql.clear();
  }
}
