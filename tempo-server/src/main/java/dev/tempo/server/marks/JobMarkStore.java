package dev.tempo.server.marks;

import dev.tempo.server.http.json.OptionalField;
import dev.tempo.server.jobs.JobMarks;
import dev.tempo.store.jdbc.Database;
import dev.tempo.store.jdbc.Migrations;
import dev.tempo.store.jdbc.Sql;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/**
 * Favourites, tags, uses and drafts of accounts in the database; they go with the job or the
 * account.
 */
public final class JobMarkStore implements JobMarks {
  private static final Migrations MIGRATIONS = new Migrations(JobMarkStore.class, "personal", 1);

  private final Database database;
  private final DraftStore drafts;
  private final JobUseStore uses;

  /** Over the tables of a database. */
  public JobMarkStore(Database database) {
    this.database = database;
    database.migrate(MIGRATIONS);
    this.drafts = new DraftStore(database);
    this.uses = new JobUseStore(database);
  }

  @Override
  public Set<UUID> favorites(UUID userId) {
    return database.read(
        c ->
            new HashSet<>(
                Sql.of(c, "SELECT job_id FROM favorite WHERE user_id = ?", userId)
                    .all(row -> row.id("job_id"))));
  }

  @Override
  public Map<UUID, Set<String>> tags(UUID userId) {
    Map<UUID, Set<String>> tags = new HashMap<>();
    database.read(
        c ->
            Sql.of(c, "SELECT job_id, tag FROM user_tag WHERE user_id = ?", userId)
                .all(
                    row ->
                        tags.computeIfAbsent(row.id("job_id"), id -> new TreeSet<>())
                            .add(row.text("tag"))));
    return tags;
  }

  @Override
  public List<UsedJob> used(UUID userId) {
    return uses.list(userId);
  }

  @Override
  public void use(UUID userId, UUID jobId, Instant now) {
    uses.save(userId, jobId, now);
  }

  @Override
  public boolean hasDraft(UUID userId, UUID jobId) {
    return drafts.has(new DraftStore.Owner(userId, jobId));
  }

  @Override
  public void dropDraft(UUID userId, UUID jobId, OptionalField<Instant> basedOn) {
    drafts.delete(new DraftStore.Owner(userId, jobId), DraftStore.Known.of(basedOn));
  }

  JobUseStore uses() {
    return uses;
  }

  DraftStore drafts() {
    return drafts;
  }

  /** Makes a job an account's favourite, or not any more. */
  public void mark(UUID userId, UUID jobId, boolean favorite, Instant now) {
    if (favorite) {
      favor(userId, jobId, now);
    } else {
      disfavor(userId, jobId);
    }
  }

  void favor(UUID userId, UUID jobId, Instant now) {
    database.write(
        c ->
            Sql.of(
                    c,
                    "INSERT INTO favorite (user_id, job_id, created_at) VALUES (?, ?, ?)"
                        + " ON CONFLICT DO NOTHING",
                    userId,
                    jobId,
                    now)
                .execute());
  }

  void disfavor(UUID userId, UUID jobId) {
    database.write(
        c ->
            Sql.of(c, "DELETE FROM favorite WHERE user_id = ? AND job_id = ?", userId, jobId)
                .execute());
  }

  void tag(UUID userId, UUID jobId, Collection<String> tags) {
    database.write(
        c -> {
          Sql.of(c, "DELETE FROM user_tag WHERE user_id = ? AND job_id = ?", userId, jobId)
              .execute();
          for (String tag : new TreeSet<>(tags)) {
            Sql.of(
                    c,
                    "INSERT INTO user_tag (user_id, job_id, tag) VALUES (?, ?, ?)",
                    userId,
                    jobId,
                    tag)
                .execute();
          }
          return tags.size();
        });
  }
}
