package dev.tempo.store.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Caches the prepared statements of the write connection. Used by the writer's thread alone. */
final class StatementCache {
  private static final Logger LOG = LoggerFactory.getLogger(StatementCache.class);

  private final Map<String, PreparedStatement> bySql = new HashMap<>();

  PreparedStatement get(Connection connection, String sql) throws SQLException {
    PreparedStatement known = bySql.get(sql);
    if (known == null) {
      known = connection.prepareStatement(sql);
      bySql.put(sql, known);
    }
    return known;
  }

  /** Sets the parameters of a statement and runs it; how many rows it has changed. */
  int update(Connection connection, String sql, Queries.Bind bind) throws SQLException {
    PreparedStatement statement = get(connection, sql);
    bind.to(new StatementParameters(statement));
    return statement.executeUpdate();
  }

  /** The driver closes a statement that has failed; all are prepared again when they are needed. */
  void forget() {
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
