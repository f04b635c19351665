package dev.tempo.server.settings;

import dev.tempo.server.storage.Sql;
import dev.tempo.store.sqlite.SqliteDatabase;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Settings that were saved, by name, as texts. Thread-safe. */
final class SettingsStore {
  private static final List<String> MIGRATIONS =
      List.of(
          """
          CREATE TABLE setting (
            name  TEXT PRIMARY KEY,
            value TEXT NOT NULL
          );
          """);

  private final SqliteDatabase database;

  SettingsStore(SqliteDatabase database) {
    this.database = database;
    database.migrate("settings", MIGRATIONS);
  }

  Map<String, String> all() {
    Map<String, String> all = new LinkedHashMap<>();
    database.read(
        c ->
            Sql.of(c, "SELECT name, value FROM setting ORDER BY name")
                .all(row -> all.put(row.getString("name"), row.getString("value"))));
    return all;
  }

  /** Saves values, and forgets those that are empty; all or none. */
  void save(Map<String, Optional<String>> changes) {
    database.write(
        c -> {
          for (Map.Entry<String, Optional<String>> change : changes.entrySet()) {
            Sql.of(c, "DELETE FROM setting WHERE name = ?", change.getKey()).execute();
            if (change.getValue().isPresent()) {
              Sql.of(c, "INSERT INTO setting VALUES (?, ?)", change.getKey(), change.getValue())
                  .execute();
            }
          }
          return changes.size();
        });
  }
}
