package dev.tempo.store.postgres;

import dev.tempo.store.jdbc.Sql;
import java.sql.Connection;
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

  private static final String LOOK =
      "SELECT name, current_setting(name) AS value FROM unnest(?::text[]) AS u (name)";
  private static final String SET =
      "SELECT set_config(name, value, false) FROM unnest(?::text[], ?::text[]) AS u (name, value)";

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
    // Each statement looks rows up by their ids, in tables that were empty a moment ago: the
    // planner
    // believes that to walk over all of them costs less, and keeps to that until they are analyzed.
    values.put("enable_seqscan", "off");
    values.put("enable_nestloop", "off");
    values.put("plan_cache_mode", "force_generic_plan");
    return new PostgresSettings(values);
  }

  /** Returns those of a session that reads. */
  static PostgresSettings reader(String schema, String name) {
    Map<String, String> values = common(schema, name);
    values.put("default_transaction_read_only", "on");
    return new PostgresSettings(values);
  }

  private static Map<String, String> common(String schema, String name) {
    Map<String, String> values = new LinkedHashMap<>();
    values.put("search_path", quoted(schema));
    values.put("application_name", name);
    values.put("default_transaction_isolation", "read committed");
    values.put("statement_timeout", "0");
    values.put(
        "jit", "off"); // costs more than it brings to short queries over many partial indexes
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
    Set<String> names = new LinkedHashSet<>(values.keySet());
    names.addAll(KEPT);
    Map<String, String> before = new LinkedHashMap<>();
    Sql.of(connection, LOOK, connection.createArrayOf("text", names.toArray()))
        .all(row -> before.put(row.text("name"), row.text("value")));
    Map<String, String> certain = new LinkedHashMap<>(values);
    certain.keySet().removeIf(PostgresSettings::isOfNetwork);
    set(connection, certain);
    for (Map.Entry<String, String> entry : values.entrySet()) {
      if (isOfNetwork(entry.getKey())) {
        setIfPossible(connection, entry);
      }
    }
    return new PostgresSettings(before);
  }

  private static void set(Connection connection, Map<String, String> settings) throws SQLException {
    Sql.of(
            connection,
            SET,
            connection.createArrayOf("text", settings.keySet().toArray()),
            connection.createArrayOf("text", settings.values().toArray()))
        .all(row -> true);
  }

  private static boolean isOfNetwork(String name) {
    return name.startsWith("tcp_");
  }

  /** Not every server can be told how to watch over its network. */
  private static void setIfPossible(Connection connection, Map.Entry<String, String> setting)
      throws SQLException {
    try {
      set(connection, Map.of(setting.getKey(), setting.getValue()));
    } catch (SQLException e) {
      if (PostgresErrors.isLost(e)) {
        throw e;
      }
      LOG.debug("The server refuses to set {}", setting.getKey(), e);
    }
  }
}
