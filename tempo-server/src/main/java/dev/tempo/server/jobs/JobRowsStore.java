package dev.tempo.server.jobs;

import dev.tempo.server.storage.Sql;
import dev.tempo.store.sqlite.SqliteDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;

/**
 * What other tables keep of a job and lose with it, as favourites, presets and pages of
 * documentation: the rows that refer to it by {@code ON DELETE CASCADE}, whichever tables there
 * are. Thread-safe.
 */
final class JobRowsStore {
  private static final String TABLES =
      """
      SELECT m.name AS name, f."from" AS reference
      FROM sqlite_master m JOIN pragma_foreign_key_list(m.name) f
      WHERE m.type = 'table' AND f."table" = 'job' AND f.on_delete = 'CASCADE'
        AND m.name <> 'job_trigger'
      ORDER BY m.name
      """;

  private final SqliteDatabase database;

  JobRowsStore(SqliteDatabase database) {
    this.database = database;
  }

  /**
   * A row, as it is stored.
   *
   * @param table where
   * @param columns the names of its columns
   * @param values of these, in their order; null for NULL
   */
  record StoredRow(String table, List<String> columns, List<Object> values) {}

  private record Table(String name, String reference) {}

  /** All rows that would go with a job. */
  List<StoredRow> read(UUID jobId) {
    return database.read(
        c -> {
          List<StoredRow> rows = new ArrayList<>();
          for (Table table : tables(c)) {
            String sql = "SELECT * FROM " + table.name() + " WHERE " + table.reference() + " = ?";
            rows.addAll(Sql.of(c, sql, jobId).all(row -> row(table.name(), row)));
          }
          return rows;
        });
  }

  /** Stores rows again; those of accounts that are gone, or that are there, are left out. */
  void write(List<StoredRow> rows) {
    database.write(
        c -> {
          int written = 0;
          for (StoredRow row : rows) {
            written += insert(c, row);
          }
          return written;
        });
  }

  private static int insert(Connection connection, StoredRow row) throws SQLException {
    int user = row.columns().indexOf("user_id");
    if (user >= 0 && isGone(connection, row.values().get(user))) {
      return 0;
    }
    String marks = String.join(", ", Collections.nCopies(row.columns().size(), "?"));
    String columns = String.join(", ", row.columns());
    String sql =
        "INSERT OR IGNORE INTO " + row.table() + " (" + columns + ") VALUES (" + marks + ")";
    return Sql.of(connection, sql, row.values().toArray()).execute();
  }

  private static boolean isGone(Connection connection, Object user) throws SQLException {
    return Sql.of(connection, "SELECT 1 FROM users WHERE id = ?", user)
        .first(found -> true)
        .isEmpty();
  }

  private static List<Table> tables(Connection connection) throws SQLException {
    return Sql.of(connection, TABLES)
        .all(row -> new Table(row.getString("name"), row.getString("reference")));
  }

  private static StoredRow row(String table, ResultSet row) throws SQLException {
    ResultSetMetaData data = row.getMetaData();
    List<String> columns = new ArrayList<>();
    List<Object> values = new ArrayList<>();
    for (int i = 1; i <= data.getColumnCount(); i++) {
      columns.add(data.getColumnName(i));
      values.add(row.getObject(i));
    }
    return new StoredRow(table, columns, values);
  }
}
