package dev.tempo.server.badges;

import dev.tempo.server.storage.Sql;
import dev.tempo.store.sqlite.SqliteDatabase;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The tokens by which badges are seen without a log-in, in the database. Thread-safe. */
final class BadgeStore {
  private static final List<String> MIGRATIONS =
      List.of("CREATE TABLE badge (job_id BLOB PRIMARY KEY, token TEXT NOT NULL UNIQUE);");

  private final SqliteDatabase database;

  BadgeStore(SqliteDatabase database) {
    this.database = database;
    database.migrate("badges", MIGRATIONS);
  }

  Optional<String> token(UUID jobId) {
    return database.read(
        c ->
            Sql.of(c, "SELECT token FROM badge WHERE job_id = ?", jobId)
                .first(row -> row.getString("token")));
  }

  Optional<UUID> job(String token) {
    return database.read(
        c ->
            Sql.of(c, "SELECT job_id FROM badge WHERE token = ?", token)
                .first(row -> Sql.uuid(row, "job_id")));
  }

  void save(UUID jobId, String token) {
    database.write(
        c -> Sql.of(c, "INSERT OR REPLACE INTO badge VALUES (?, ?)", jobId, token).execute());
  }

  void delete(UUID jobId) {
    database.write(c -> Sql.of(c, "DELETE FROM badge WHERE job_id = ?", jobId).execute());
  }
}
