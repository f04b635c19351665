package dev.tempo.store.postgres;

import dev.tempo.store.jdbc.SqlDialect;
import dev.tempo.store.jdbc.SqlFunction;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** PostgreSQL's SQL. */
final class PostgresDialect implements SqlDialect {
  static final PostgresDialect INSTANCE = new PostgresDialect();

  private PostgresDialect() {}

  @Override
  public String name() {
    return "postgresql";
  }

  @Override
  public String tableExists() {
    return "SELECT 1 FROM pg_class WHERE oid = to_regclass(?) AND relkind IN ('r', 'v')";
  }

  @Override
  public String cascadingReferences() {
    return """
        SELECT c.relname AS name, a.attname AS reference
        FROM pg_constraint k
          JOIN pg_class c ON c.oid = k.conrelid
          JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = ANY (k.conkey)
        WHERE k.contype = 'f' AND k.confdeltype = 'c' AND k.confrelid = to_regclass(?)
        ORDER BY c.relname
        """;
  }

  @Override
  public <T extends @Nullable Object> T withoutTimeout(
      Connection connection, SqlFunction<Connection, T> work) throws SQLException {
    int before = connection.getNetworkTimeout();
    connection.setNetworkTimeout(Runnable::run, 0);
    try {
      return work.apply(connection);
    } finally {
      if (!connection.isClosed()) {
        connection.setNetworkTimeout(Runnable::run, before);
      }
    }
  }
}
