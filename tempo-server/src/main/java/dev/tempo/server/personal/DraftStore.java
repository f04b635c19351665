package dev.tempo.server.personal;

import dev.tempo.store.jdbc.Database;
import dev.tempo.store.jdbc.Migrations;
import dev.tempo.store.jdbc.ResultRow;
import dev.tempo.store.jdbc.Sql;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** Drafts of scripts in the database; they go with the job or the account. Thread-safe. */
final class DraftStore {
  private static final Migrations MIGRATIONS = new Migrations(DraftStore.class, "drafts", 1);

  private static final String OF_OWNER = " WHERE user_id = ? AND job_id = ?";

  private final Database database;

  DraftStore(Database database) {
    this.database = database;
    database.migrate(MIGRATIONS);
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
        c -> Sql.of(c, "SELECT 1 FROM draft" + OF_OWNER, owner.userId(), owner.jobId()).exists());
  }

  void save(Owner owner, Draft draft) {
    database.write(
        c ->
            Sql.of(
                    c,
                    "INSERT INTO draft (user_id, job_id, content, base_version, base_sha256,"
                        + " saved_at) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (user_id, job_id) DO UPDATE SET"
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

  private static Draft draft(ResultRow row) throws SQLException {
    return new Draft(
        row.text("content"),
        new Base(row.number("base_version"), row.optionalText("base_sha256")),
        row.instant("saved_at"));
  }
}
