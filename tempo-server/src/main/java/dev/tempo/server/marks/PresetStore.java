package dev.tempo.server.marks;

import dev.tempo.store.jdbc.Database;
import dev.tempo.store.jdbc.Migrations;
import dev.tempo.store.jdbc.ResultRow;
import dev.tempo.store.jdbc.Sql;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Presets of parameters in the database; they go with the job or the account. */
final class PresetStore {
  private static final Migrations MIGRATIONS = new Migrations(PresetStore.class, "presets", 1);

  private static final String OF_OWNER = " WHERE user_id = ? AND job_id = ? AND project = ?";

  private final Database database;

  PresetStore(Database database) {
    this.database = database;
    database.migrate(MIGRATIONS);
  }

  /**
   * Whose presets.
   *
   * @param userId the account's
   * @param jobId for this job
   * @param project in this project; empty for outside all
   */
  record Owner(UUID userId, UUID jobId, String project) {}

  /**
   * Values under a name.
   *
   * @param name which
   * @param document the values, as JSON
   * @param updatedAt when it was last changed
   */
  record Preset(String name, String document, Instant updatedAt) {}

  List<Preset> list(Owner owner) {
    return database.read(
        c ->
            Sql.of(
                    c,
                    "SELECT name, document, updated_at FROM preset"
                        + OF_OWNER
                        + " ORDER BY lower(name), name",
                    owner.userId(),
                    owner.jobId(),
                    owner.project())
                .all(PresetStore::preset));
  }

  Optional<Preset> find(Owner owner, String name) {
    return list(owner).stream().filter(preset -> preset.name().equals(name)).findFirst();
  }

  void save(Owner owner, Preset preset) {
    database.write(
        c ->
            Sql.of(
                    c,
                    "INSERT INTO preset (user_id, job_id, project, name, document, updated_at)"
                        + " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (user_id, job_id, project, name)"
                        + " DO UPDATE SET"
                        + " document = excluded.document, updated_at = excluded.updated_at",
                    owner.userId(),
                    owner.jobId(),
                    owner.project(),
                    preset.name(),
                    preset.document(),
                    preset.updatedAt())
                .execute());
  }

  boolean delete(Owner owner, String name) {
    return database.write(
            c ->
                Sql.of(
                        c,
                        "DELETE FROM preset" + OF_OWNER + " AND name = ?",
                        owner.userId(),
                        owner.jobId(),
                        owner.project(),
                        name)
                    .execute())
        > 0;
  }

  private static Preset preset(ResultRow row) throws SQLException {
    return new Preset(row.text("name"), row.text("document"), row.instant("updated_at"));
  }
}
