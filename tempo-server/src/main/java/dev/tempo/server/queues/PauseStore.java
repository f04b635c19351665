package dev.tempo.server.queues;

import dev.tempo.store.jdbc.Database;
import dev.tempo.store.jdbc.Migrations;
import dev.tempo.store.jdbc.ResultRow;
import dev.tempo.store.jdbc.Sql;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** Who paused queues by the API, in the database. Thread-safe. */
final class PauseStore {
  private static final Migrations MIGRATIONS = new Migrations(PauseStore.class, "queues", 1);

  private final Database database;

  PauseStore(Database database) {
    this.database = database;
    database.migrate(MIGRATIONS);
  }

  /** Who paused a queue, and when. */
  record Pause(String by, Instant at) {}

  /** Keeps who paused a queue first. */
  void add(String name, Pause pause) {
    String sql =
        "INSERT INTO queue_pause (name, paused_by, paused_at) VALUES (?, ?, ?)"
            + " ON CONFLICT (name) DO NOTHING";
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
                .all(row -> known.put(row.text("name"), pause(row))));
    return known;
  }

  private static Pause pause(ResultRow row) throws SQLException {
    return new Pause(row.text("paused_by"), row.instant("paused_at"));
  }
}
