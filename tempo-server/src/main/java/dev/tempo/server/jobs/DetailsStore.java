package dev.tempo.server.jobs;

import dev.tempo.server.http.json.Json;
import dev.tempo.server.http.json.JsonInput;
import dev.tempo.server.jobs.JobDetails.Ownership;
import dev.tempo.server.jobs.JobDetails.Timestamps;
import dev.tempo.store.jdbc.Database;
import dev.tempo.store.jdbc.Migrations;
import dev.tempo.store.jdbc.ResultRow;
import dev.tempo.store.jdbc.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Job details in the database. Thread-safe. */
final class DetailsStore {
  private static final Migrations MIGRATIONS = new Migrations(DetailsStore.class, "jobs", 1);

  private final Database database;

  DetailsStore(Database database) {
    this.database = database;
    database.migrate(MIGRATIONS);
  }

  Map<UUID, JobDetails> all() {
    Map<UUID, JobDetails> details = new HashMap<>();
    database.read(
        c ->
            Sql.of(c, "SELECT * FROM job_details")
                .all(row -> details.put(row.id("job_id"), details(row))));
    return details;
  }

  Optional<JobDetails> find(UUID jobId) {
    return database.read(
        c ->
            Sql.of(c, "SELECT * FROM job_details WHERE job_id = ?", jobId)
                .first(DetailsStore::details));
  }

  void save(UUID jobId, JobDetails details) {
    saveAll(Map.of(jobId, details));
  }

  /** Saves those of many jobs, or none. */
  void saveAll(Map<UUID, JobDetails> all) {
    Map<UUID, String> documents = new HashMap<>();
    all.forEach((id, one) -> documents.put(id, Json.text(Json.node(DetailsResponse.whole(one)))));
    database.write(
        c -> {
          int saved = 0;
          for (Map.Entry<UUID, JobDetails> entry : all.entrySet()) {
            saved += save(c, entry.getKey(), entry.getValue(), documents.get(entry.getKey()));
          }
          return saved;
        });
  }

  private static int save(Connection c, UUID jobId, JobDetails details, String document)
      throws SQLException {
    return Sql.of(
            c,
            """
            INSERT INTO job_details
              (job_id, owner_id, folder_id, created_at, updated_at, script_version, revision,
               document)
            VALUES (?, (SELECT id FROM users WHERE id = ?), ?, ?, ?, ?, ?, ?)
            ON CONFLICT (job_id) DO UPDATE SET
              owner_id = excluded.owner_id, folder_id = excluded.folder_id,
              created_at = excluded.created_at, updated_at = excluded.updated_at,
              script_version = excluded.script_version, revision = excluded.revision,
              document = excluded.document
            """,
            jobId,
            details.ownership().ownerId(),
            details.folderId(),
            details.stamps().createdAt(),
            details.stamps().updatedAt(),
            details.stamps().scriptVersion(),
            details.stamps().revision(),
            document)
        .execute();
  }

  void delete(UUID jobId) {
    database.write(c -> Sql.of(c, "DELETE FROM job_details WHERE job_id = ?", jobId).execute());
  }

  private static JobDetails details(ResultRow row) throws SQLException {
    Timestamps stamps =
        new Timestamps(
            row.instant("created_at"),
            row.instant("updated_at"),
            row.number("script_version"),
            row.number("revision"));
    JsonInput document = JsonInput.of(Json.parseOwn(row.text("document")));
    JobDetails read = DetailsJson.read(document, JobDetails.none(Instant.EPOCH));
    document.end();
    return new JobDetails(
        read.labels().in(row.optionalId("folder_id")),
        new Ownership(row.optionalId("owner_id"), read.ownership().requiredLevel()),
        read.behaviour(),
        read.secretVariables(),
        stamps);
  }
}
