package dev.tempo.store.postgres;

import dev.tempo.store.jdbc.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Settings of a session. A connection may come from the pool of the host, who gets it back as it
 * was. Immutable.
 */
final class PostgresSettings {
  private static final String SET = "SELECT set_config(?, ?, false)";

  private final Map<String, String> values;

  private PostgresSettings(Map<String, String> values) {
    this.values = values;
  }

  /**
   * Returns those of a session that writes.
   *
   * @param name of the session, for people who look at the database's
   */
  static PostgresSettings writer(String schema, String name) {
    Map<String, String> values = common(schema, name);
    values.put("default_transaction_read_only", "off");
    values.put("lock_timeout", millis(Duration.ofSeconds(1)));
    // What stands still within a transaction holds up nobody else for long.
    values.put("idle_in_transaction_session_timeout", millis(Duration.ofSeconds(2)));
    return new PostgresSettings(values);
  }

  /** Returns those of a session that reads. */
  static PostgresSettings reader(String schema, String name) {
    Map<String, String> values = common(schema, name);
    values.put("default_transaction_read_only", "on");
    values.put(
        "jit", "off"); // costs more than it brings to short queries over many partial indexes
    return new PostgresSettings(values);
  }

  private static Map<String, String> common(String schema, String name) {
    Map<String, String> values = new LinkedHashMap<>();
    values.put("search_path", schema);
    values.put("application_name", name);
    values.put("default_transaction_isolation", "read committed");
    values.put("statement_timeout", "0");
    return values;
  }

  private static String millis(Duration time) {
    return Long.toString(time.toMillis());
  }

  /**
   * Makes them, outside of a transaction.
   *
   * @return those that were in their place before
   */
  PostgresSettings apply(Connection connection) throws SQLException {
    Map<String, String> before = new LinkedHashMap<>();
    for (String name : values.keySet()) {
      before.put(
          name,
          Sql.of(connection, "SELECT current_setting(?) AS value", name)
              .first(row -> row.text("value"))
              .orElse(""));
    }
    try (PreparedStatement set = connection.prepareStatement(SET)) {
      for (Map.Entry<String, String> entry : values.entrySet()) {
        set.setString(1, entry.getKey());
        set.setString(2, entry.getValue());
        set.execute();
      }
    }
    return new PostgresSettings(before);
  }
}
