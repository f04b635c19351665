package dev.tempo.server.settings;

import dev.tempo.store.jdbc.Database;
import dev.tempo.store.jdbc.Migrations;
import dev.tempo.store.jdbc.Sql;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Settings that were saved, by name, as texts. Thread-safe. */
final class SettingsStore {
  private static final Migrations MIGRATIONS = new Migrations(SettingsStore.class, "settings", 1);

  private final Database database;

  SettingsStore(Database database) {
    this.database = database;
    database.migrate(MIGRATIONS);
  }

  Map<String, String> all() {
    Map<String, String> all = new LinkedHashMap<>();
    database.read(
        c ->
            Sql.of(c, "SELECT name, value FROM setting ORDER BY name")
                .all(row -> all.put(row.text("name"), row.text("value"))));
    return all;
  }

  /** Saves values, and forgets those that are empty; all or none. */
  void save(Map<String, Optional<String>> changes) {
    database.write(
        c -> {
          for (Map.Entry<String, Optional<String>> change : changes.entrySet()) {
            Sql.of(c, "DELETE FROM setting WHERE name = ?", change.getKey()).execute();
            if (change.getValue().isPresent()) {
              Sql.of(
                      c,
                      "INSERT INTO setting (name, value) VALUES (?, ?)",
                      change.getKey(),
                      change.getValue())
                  .execute();
            }
          }
          return changes.size();
        });
  }
}
