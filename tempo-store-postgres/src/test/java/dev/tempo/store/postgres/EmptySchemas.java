package dev.tempo.store.postgres;

import dev.tempo.store.jdbc.Sql;
import dev.tempo.store.postgres.testing.PostgresServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Empty schemas of the shared server. To make one takes five times as long as to empty one, so that
 * the next test gets that of one which has closed its stores.
 */
final class EmptySchemas {
  private static final Map<String, List<PostgresStore>> TAKEN = new LinkedHashMap<>();
  private static final String TABLES =
      "SELECT quote_ident(relname) AS name FROM pg_class"
          + " WHERE relnamespace = to_regnamespace(?) AND relkind = 'r'"
          + " AND relname NOT IN ('component', 'metric_mark')";

  private EmptySchemas() {}

  /** A store that is alone in its schema. */
  static synchronized PostgresStore open() {
    for (Map.Entry<String, List<PostgresStore>> taken : TAKEN.entrySet()) {
      if (taken.getValue().stream().allMatch(PostgresStore::isClosed)) {
        taken.getValue().clear();
        empty(taken.getKey());
        return open(taken.getKey());
      }
    }
    return open(PostgresServer.newSchema());
  }

  /** Another store in the schema of one. */
  static synchronized PostgresStore openAgain(PostgresStore other) {
    return open(of(other));
  }

  /** The schema of a store. */
  static synchronized String of(PostgresStore store) {
    return TAKEN.entrySet().stream()
        .filter(taken -> taken.getValue().contains(store))
        .map(Map.Entry::getKey)
        .findAny()
        .orElseThrow();
  }

  private static PostgresStore open(String schema) {
    PostgresStore store =
        PostgresStore.open(
            PostgresServer.shared().source(), PostgresOptions.DEFAULT.withSchema(schema));
    TAKEN.computeIfAbsent(schema, any -> new ArrayList<>()).add(store);
    return store;
  }

  private static void empty(String schema) {
    try (Connection connection = PostgresServer.shared().source().getConnection()) {
      Sql.of(connection, "SET search_path TO " + schema).execute();
      connection.setAutoCommit(false);
      Sql.of(connection, "SET LOCAL session_replication_role = replica").execute();
      for (String table : Sql.of(connection, TABLES, schema).all(row -> row.text("name"))) {
        Sql.of(connection, "DELETE FROM " + table).execute();
      }
      Sql.of(connection, "UPDATE metric_mark SET run_id = decode(repeat('00', 16), 'hex')")
          .execute();
      connection.commit();
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }
}
