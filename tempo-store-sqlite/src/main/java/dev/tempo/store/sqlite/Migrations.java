package dev.tempo.store.sqlite;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/**
 * Brings tables up to date by numbered scripts, each in a transaction. The file's own version is
 * {@code PRAGMA user_version}; parts that keep tables of their own in the file have theirs in the
 * table {@code component}.
 */
final class Migrations {
  private Migrations() {}

  /** Refuses a file whose form this version does not know. */
  static void requireKnown(Connection connection, SqliteErrors errors, int known)
      throws SQLException {
    int found = version(connection);
    if (found > known) {
      throw errors.tooNew("", found, known);
    }
  }

  static void migrateFile(Connection connection, List<String> scripts) throws SQLException {
    for (int done = version(connection); done < scripts.size(); done++) {
      SqliteTransaction.begin(connection);
      try {
        run(connection, scripts.get(done));
        SqliteDatabase.execute(connection, "PRAGMA user_version = " + (done + 1));
        SqliteTransaction.commit(connection);
      } catch (SQLException e) {
        SqliteTransaction.rollback(connection);
        throw e;
      }
    }
  }

  private static int version(Connection connection) throws SQLException {
    return SqliteDatabase.number(connection, "PRAGMA user_version");
  }

  /** Runs one script if it was not run before. */
  static boolean migrateComponent(
      Connection connection, String component, int version, String script) throws SQLException {
    if (componentVersion(connection, component) >= version) {
      return false;
    }
    run(connection, script);
    String sql =
        "INSERT INTO component (name, version) VALUES (?, ?)"
            + " ON CONFLICT (name) DO UPDATE SET version = excluded.version";
    try (PreparedStatement save = connection.prepareStatement(sql)) {
      save.setString(1, component);
      save.setInt(2, version);
      save.executeUpdate();
    }
    return true;
  }

  static int componentVersion(Connection connection, String component) throws SQLException {
    String sql = "SELECT version FROM component WHERE name = ?";
    try (PreparedStatement find = connection.prepareStatement(sql)) {
      find.setString(1, component);
      try (ResultSet row = find.executeQuery()) {
        return row.next() ? row.getInt(1) : 0;
      }
    }
  }

  /** The scripts of this module, {@code <name>-1.sql} and on. */
  static List<String> scripts(String name, int count) {
    return java.util.stream.IntStream.rangeClosed(1, count)
        .mapToObj(version -> script(name + "-" + version + ".sql"))
        .toList();
  }

  private static String script(String resource) {
    try (InputStream in = Migrations.class.getResourceAsStream(resource)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void run(Connection connection, String script) throws SQLException {
    for (String sql : script.split(";\\s*(\n|$)")) {
      SqliteDatabase.execute(connection, sql);
    }
  }
}
