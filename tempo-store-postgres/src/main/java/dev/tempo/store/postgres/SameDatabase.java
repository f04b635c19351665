package dev.tempo.store.postgres;

import dev.tempo.store.jdbc.Sql;
import dev.tempo.store.jdbc.state.JdbcOutbox;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;

/** Lets connections of the program pass that see the store's table of requests. */
record SameDatabase(PostgresErrors errors, String name, String schema) implements JdbcOutbox.Host {
  private static final String FIND = "SELECT 1 WHERE to_regclass(?) IS NOT NULL";

  @Override
  public void requireSame(Connection connection) throws SQLException {
    if (!connection.isWrapperFor(org.postgresql.PGConnection.class)
        || !Sql.of(connection, FIND, qualifier() + "enqueued_run").exists()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "The connection must lead to %s, in which the store is, but leads to %s",
              name,
              PostgresConnections.name(connection.getMetaData().getURL())));
    }
  }

  @Override
  public String qualifier() {
    return PostgresSettings.quoted(schema) + ".";
  }

  @Override
  public boolean isShared() {
    return true;
  }

  @Override
  public RuntimeException translate(SQLException failure) {
    return errors.of(failure);
  }
}
