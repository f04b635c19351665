package dev.tempo.server.openapi;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** All that a server has stored, but for what it writes down about being asked. */
final class StoredRows {
  private static final String ABOUT_REQUESTS = "audit";

  private StoredRows() {}

  /** The tables with their rows, as text that two can be compared by. */
  static String of(Path directory) {
    StringBuilder text = new StringBuilder();
    try (Connection connection =
        DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("tempo.db"))) {
      for (String table : tables(connection)) {
        text.append(table).append('\n').append(rows(connection, table));
      }
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
    return text.toString();
  }

  private static List<String> tables(Connection connection) throws SQLException {
    List<String> tables = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet found =
            statement.executeQuery(
                "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")) {
      while (found.next()) {
        if (!found.getString(1).equals(ABOUT_REQUESTS)) {
          tables.add(found.getString(1));
        }
      }
    }
    return tables;
  }

  private static String rows(Connection connection, String table) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery("SELECT * FROM \"" + table + "\"")) {
      int columns = found.getMetaData().getColumnCount();
      while (found.next()) {
        StringBuilder row = new StringBuilder();
        for (int i = 1; i <= columns; i++) {
          row.append(found.getObject(i) instanceof byte[] bytes ? hex(bytes) : found.getString(i));
          row.append('|');
        }
        rows.add(row.toString());
      }
    }
    rows.sort(null);
    return String.join("\n", rows) + "\n";
  }

  private static String hex(byte[] bytes) {
    return java.util.HexFormat.of().formatHex(bytes);
  }
}
