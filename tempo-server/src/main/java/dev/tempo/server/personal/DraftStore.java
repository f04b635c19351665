package dev.tempo.server.personal;

import dev.tempo.server.storage.Sql;
import dev.tempo.store.sqlite.SqliteDatabase;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Drafts of scripts in the database; they go with the job or the account. Thread-safe. */
final class DraftStore {
  private static final List<String> MIGRATIONS =
      List.of(
          """
          CREATE TABLE draft (
            user_id BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
            job_id BLOB NOT NULL REFERENCES job (id) ON DELETE CASCADE,
            content TEXT NOT NULL,
            base_version INTEGER NOT NULL,
            base_sha256 TEXT,
            saved_at INTEGER NOT NULL,
            PRIMARY KEY (user_id, job_id)
          ) STRICT;
          CREATE INDEX draft_of_job ON draft (job_id);
          """);

  private static final String OF_OWNER = " WHERE user_id = ? AND job_id = ?";

  private final SqliteDatabase database;

  DraftStore(SqliteDatabase database) {
    this.database = database;
    database.migrate("drafts", MIGRATIONS);
  }

  /**
   * Whose draft of what.
   *
   * @param userId the account's
   * @param jobId of this job's script
   */
  record Owner(UUID userId, UUID jobId) {}

  /**
   * What somebody has written and not saved.
   *
   * @param content the text
   * @param base from what it was written
   * @param savedAt when it was last kept
   */
  record Draft(String content, Base base, Instant savedAt) {}

  /**
   * From what a draft was written.
   *
   * @param version the version of the job's definition
   * @param sha256 of the script in that version; empty if that was over when the draft began
   */
  record Base(long version, Optional<String> sha256) {}

  Optional<Draft> find(Owner owner) {
    return database.read(
        c ->
            Sql.of(
                    c,
                    "SELECT content, base_version, base_sha256, saved_at FROM draft" + OF_OWNER,
                    owner.userId(),
                    owner.jobId())
                .first(DraftStore::draft));
  }

  boolean has(Owner owner) {
    return database.read(
        c ->
            Sql.of(c, "SELECT 1 FROM draft" + OF_OWNER, owner.userId(), owner.jobId())
                .first(row -> true)
                .isPresent());
  }

  void save(Owner owner, Draft draft) {
    database.write(
        c ->
            Sql.of(
                    c,
                    "INSERT INTO draft (user_id, job_id, content, base_version, base_sha256,"
                        + " saved_at) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET"
                        + " content = excluded.content, base_version = excluded.base_version,"
                        + " base_sha256 = excluded.base_sha256, saved_at = excluded.saved_at",
                    owner.userId(),
                    owner.jobId(),
                    draft.content(),
                    draft.base().version(),
                    draft.base().sha256(),
                    draft.savedAt())
                .execute());
  }

  boolean delete(Owner owner) {
    return database.write(
            c -> Sql.of(c, "DELETE FROM draft" + OF_OWNER, owner.userId(), owner.jobId()).execute())
        > 0;
  }

  private static Draft draft(ResultSet row) throws SQLException {
    return new Draft(
        row.getString("content"),
        new Base(row.getLong("base_version"), Optional.ofNullable(row.getString("base_sha256"))),
        Sql.instant(row, "saved_at").orElseThrow());
  }
}
