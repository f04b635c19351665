package dev.tempo.server.badges;

import dev.tempo.store.jdbc.Database;
import dev.tempo.store.jdbc.Migrations;
import dev.tempo.store.jdbc.Sql;
import java.util.Optional;
import java.util.UUID;

/** The tokens by which badges are seen without a log-in, in the database. Thread-safe. */
final class BadgeStore {
  private static final Migrations MIGRATIONS = new Migrations(BadgeStore.class, "badges", 1);

  private static final String SAVE =
      "INSERT INTO badge (job_id, token) VALUES (?, ?)"
          + " ON CONFLICT (job_id) DO UPDATE SET token = excluded.token";

  private final Database database;

  BadgeStore(Database database) {
    this.database = database;
    database.migrate(MIGRATIONS);
  }

  Optional<String> token(UUID jobId) {
    return database.read(
        c ->
            Sql.of(c, "SELECT token FROM badge WHERE job_id = ?", jobId)
                .first(row -> row.text("token")));
  }

  Optional<UUID> job(String token) {
    return database.read(
        c ->
            Sql.of(c, "SELECT job_id FROM badge WHERE token = ?", token)
                .first(row -> row.id("job_id")));
  }

  void save(UUID jobId, String token) {
    database.write(c -> Sql.of(c, SAVE, jobId, token).execute());
  }

  void delete(UUID jobId) {
    database.write(c -> Sql.of(c, "DELETE FROM badge WHERE job_id = ?", jobId).execute());
  }
}
