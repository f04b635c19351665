package dev.tempo.store.postgres;

import dev.tempo.store.jdbc.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Settings of a session. A connection may come from the pool of the host, who gets it back as it
 * was. Immutable.
 */
final class PostgresSettings {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresSettings.class);

  /** What is changed while the session is in use. */
  private static final List<String> KEPT = List.of("synchronous_commit");

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
    // The server notices within some seconds that this machine is gone, and frees the lock.
    values.put("tcp_keepalives_idle", "5");
    values.put("tcp_keepalives_interval", "2");
    values.put("tcp_keepalives_count", "3");
    values.put("tcp_user_timeout", millis(Duration.ofSeconds(10)));
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
    values.put("search_path", quoted(schema));
    values.put("application_name", name);
    values.put("default_transaction_isolation", "read committed");
    values.put("statement_timeout", "0");
    return values;
  }

  /** A name as an identifier, whatever word it is. */
  static String quoted(String schema) {
    return '"' + schema + '"';
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
    Set<String> names = new LinkedHashSet<>(values.keySet());
    names.addAll(KEPT);
    for (String name : names) {
      before.put(
          name,
          Sql.of(connection, "SELECT current_setting(?) AS value", name)
              .first(row -> row.text("value"))
              .orElse(""));
    }
    try (PreparedStatement set = connection.prepareStatement(SET)) {
      for (Map.Entry<String, String> entry : values.entrySet()) {
        set(set, entry.getKey(), entry.getValue());
      }
    }
    return new PostgresSettings(before);
  }

  /** Not every server can be told how to watch over its network. */
  private static void set(PreparedStatement set, String name, String value) throws SQLException {
    set.setString(1, name);
    set.setString(2, value);
    try {
      set.execute();
    } catch (SQLException e) {
      if (!name.startsWith("tcp_") || PostgresErrors.isLost(e)) {
        throw e;
      }
      LOG.debug("The server refuses to set {}", name, e);
    }
  }
}
