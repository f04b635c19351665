package dev.tempo.server.jobs;

import dev.tempo.server.http.Input;
import dev.tempo.server.http.Json;
import dev.tempo.server.jobs.JobDetails.Ownership;
import dev.tempo.server.jobs.JobDetails.Stamps;
import dev.tempo.server.storage.Sql;
import dev.tempo.store.sqlite.SqliteDatabase;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Job details in the database. Thread-safe. */
final class DetailsStore {
  private static final List<String> MIGRATIONS =
      List.of(
          """
          CREATE TABLE job_details (
            job_id         BLOB    PRIMARY KEY,
            owner_id       BLOB    REFERENCES users (id) ON DELETE SET NULL,
            folder_id      BLOB    REFERENCES folder (id),
            created_at     INTEGER NOT NULL,
            updated_at     INTEGER NOT NULL,
            script_version INTEGER NOT NULL,
            revision       INTEGER NOT NULL,
            document       TEXT    NOT NULL
          );
          """);

  private final SqliteDatabase database;

  DetailsStore(SqliteDatabase database) {
    this.database = database;
    database.migrate("jobs", MIGRATIONS);
  }

  Map<UUID, JobDetails> all() {
    Map<UUID, JobDetails> details = new HashMap<>();
    database.read(
        c ->
            Sql.of(c, "SELECT * FROM job_details")
                .all(row -> details.put(Sql.uuid(row, "job_id"), details(row))));
    return details;
  }

  void save(UUID jobId, JobDetails details) {
    database.write(
        c ->
            Sql.of(
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
                    Json.text(DetailsJson.write(details)))
                .execute());
  }

  void delete(UUID jobId) {
    database.write(c -> Sql.of(c, "DELETE FROM job_details WHERE job_id = ?", jobId).execute());
  }

  private static JobDetails details(ResultSet row) throws SQLException {
    Stamps stamps =
        new Stamps(
            Sql.instant(row, "created_at").orElseThrow(),
            Sql.instant(row, "updated_at").orElseThrow(),
            row.getLong("script_version"),
            row.getLong("revision"));
    Input document = Input.of(Json.parseOwn(row.getString("document")));
    JobDetails read = DetailsJson.read(document, JobDetails.none(Instant.EPOCH));
    document.end();
    return new JobDetails(
        read.labels().in(Sql.maybeUuid(row, "folder_id")),
        new Ownership(Sql.maybeUuid(row, "owner_id"), read.ownership().requiredLevel()),
        read.behaviour(),
        read.secretVariables(),
        stamps);
  }
}
