package dev.tempo.server.queues;

import dev.tempo.server.storage.Sql;
import dev.tempo.store.sqlite.SqliteDatabase;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Who paused queues by the API, in the database. Thread-safe. */
final class PauseStore {
  private static final List<String> MIGRATIONS =
      List.of(
          """
          CREATE TABLE queue_pause (
            name      TEXT    PRIMARY KEY,
            paused_by TEXT    NOT NULL,
            paused_at INTEGER NOT NULL
          );
          """);

  private final SqliteDatabase database;

  PauseStore(SqliteDatabase database) {
    this.database = database;
    database.migrate("queues", MIGRATIONS);
  }

  /** Who paused a queue, and when. */
  record Pause(String by, Instant at) {}

  /** Keeps who paused a queue first. */
  void add(String name, Pause pause) {
    String sql = "INSERT OR IGNORE INTO queue_pause VALUES (?, ?, ?)";
    database.write(c -> Sql.of(c, sql, name, pause.by(), pause.at()).execute());
  }

  void delete(String name) {
    database.write(c -> Sql.of(c, "DELETE FROM queue_pause WHERE name = ?", name).execute());
  }

  /** By the names of the queues. */
  Map<String, Pause> all() {
    Map<String, Pause> known = new HashMap<>();
    database.read(
        c ->
            Sql.of(c, "SELECT * FROM queue_pause")
                .all(row -> known.put(row.getString("name"), pause(row))));
    return known;
  }

  private static Pause pause(ResultSet row) throws SQLException {
    return new Pause(row.getString("paused_by"), Sql.instant(row, "paused_at").orElseThrow());
  }
}
