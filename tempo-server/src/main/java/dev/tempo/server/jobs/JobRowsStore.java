package dev.tempo.server.jobs;

import dev.tempo.store.jdbc.Database;
import dev.tempo.store.jdbc.ResultRow;
import dev.tempo.store.jdbc.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * What other tables keep of a job and lose with it, as favourites, presets and pages of
 * documentation: the rows that refer to it by {@code ON DELETE CASCADE}, whichever tables there
 * are. Thread-safe.
 */
final class JobRowsStore {
  private final Database database;

  JobRowsStore(Database database) {
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
    String marks = Sql.marks(row.columns());
    String columns = String.join(", ", row.columns());
    String sql =
        "INSERT INTO "
            + row.table()
            + " ("
            + columns
            + ") VALUES ("
            + marks
            + ") ON CONFLICT DO NOTHING";
    return Sql.of(connection, sql, row.values().toArray()).execute();
  }

  private static boolean isGone(Connection connection, Object user) throws SQLException {
    return !Sql.of(connection, "SELECT 1 FROM users WHERE id = ?", user).exists();
  }

  /** Triggers are the engine's, and are stored with the job's definition. */
  private List<Table> tables(Connection connection) throws SQLException {
    return Sql.of(connection, database.dialect().cascadingReferences(), "job")
        .all(row -> new Table(row.text("name"), row.text("reference")))
        .stream()
        .filter(table -> !table.name().equals("job_trigger"))
        .toList();
  }

  private static StoredRow row(String table, ResultRow row) throws SQLException {
    List<Object> values = new ArrayList<>();
    List<String> columns = row.columns();
    for (String column : columns) {
      values.add(row.raw(column));
    }
    return new StoredRow(table, columns, values);
  }
}
