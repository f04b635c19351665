package dev.tempo.server.marks;

import dev.tempo.server.http.json.OptionalField;
import dev.tempo.store.jdbc.Database;
import dev.tempo.store.jdbc.Migrations;
import dev.tempo.store.jdbc.ResultRow;
import dev.tempo.store.jdbc.Sql;
import java.sql.Connection;
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
  record Draft(String content, Base base, Instant savedAt) {
    /** This one, kept after another: two that follow each other are never of one millisecond. */
    private Draft after(Draft before) {
      Instant least = before.savedAt().plusMillis(1);
      return savedAt.isBefore(least) ? new Draft(content, base, least) : this;
    }
  }

  /**
   * From what a draft was written.
   *
   * @param version the version of the job's definition
   * @param sha256 of the script in that version; empty if that was over when the draft began
   */
  record Base(long version, Optional<String> sha256) {}

  /**
   * Which draft a writer knows of, so that it takes the place of no other.
   *
   * @param any whether it does not matter which one is kept
   * @param savedAt of the one that is known; empty if none is
   */
  record Known(boolean any, Optional<Instant> savedAt) {
    /** A field of a request: absent, null for none, or when the draft was kept. */
    static Known of(OptionalField<Instant> field) {
      return new Known(!field.present(), field.value());
    }

    private boolean is(Draft kept) {
      return any || savedAt.equals(Optional.of(kept.savedAt()));
    }
  }

  Optional<Draft> find(Owner owner) {
    return database.read(c -> find(c, owner));
  }

  private static Optional<Draft> find(Connection c, Owner owner) throws SQLException {
    return Sql.of(
            c,
            "SELECT content, base_version, base_sha256, saved_at FROM draft" + OF_OWNER,
            owner.userId(),
            owner.jobId())
        .first(DraftStore::draft);
  }

  boolean has(Owner owner) {
    return database.read(
        c -> Sql.of(c, "SELECT 1 FROM draft" + OF_OWNER, owner.userId(), owner.jobId()).exists());
  }

  /**
   * Keeps a draft in the place of the one before, at a later time than that.
   *
   * @return what is kept now; empty if another one is kept than the writer knows, which stays then
   */
  Optional<Draft> save(Owner owner, Draft draft, Known known) {
    return database.write(
        c -> {
          Optional<Draft> kept = find(c, owner);
          if (kept.isPresent() && !known.is(kept.get())) {
            return Optional.empty();
          }
          Draft later = kept.map(draft::after).orElse(draft);
          put(c, owner, later);
          return Optional.of(later);
        });
  }

  private static void put(Connection c, Owner owner, Draft draft) throws SQLException {
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
        .execute();
  }

  /**
   * Deletes a draft.
   *
   * @return what was kept; it still is if the writer knows another one
   */
  Optional<Draft> delete(Owner owner, Known known) {
    return database.write(
        c -> {
          Optional<Draft> kept = find(c, owner);
          if (kept.isPresent() && known.is(kept.get())) {
            Sql.of(c, "DELETE FROM draft" + OF_OWNER, owner.userId(), owner.jobId()).execute();
          }
          return kept;
        });
  }

  private static Draft draft(ResultRow row) throws SQLException {
    return new Draft(
        row.text("content"),
        new Base(row.number("base_version"), row.optionalText("base_sha256")),
        row.instant("saved_at"));
  }
}
