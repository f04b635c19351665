package dev.tempo.store.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the prepared statements of one connection, by their SQL. Not thread-safe: for the thread
 * that owns the connection.
 */
public final class StatementCache {
  private static final Logger LOG = LoggerFactory.getLogger(StatementCache.class);

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
