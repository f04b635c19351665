package dev.tempo.server.marks;

import dev.tempo.server.jobs.JobMarks.UsedJob;
import dev.tempo.store.jdbc.Database;
import dev.tempo.store.jdbc.Migrations;
import dev.tempo.store.jdbc.Sql;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Which jobs accounts used last, in the database; an entry goes with the job or the account.
 * Thread-safe.
 */
final class JobUseStore {
  private static final Migrations MIGRATIONS = new Migrations(JobUseStore.class, "uses", 1);

  /** More than are shown, since a caller may not see all of them any more. */
  private static final int KEPT = 50;

  private final Database database;

  JobUseStore(Database database) {
    this.database = database;
    database.migrate(MIGRATIONS);
  }

  /** Stores that an account uses a job; one that is gone meanwhile is passed over. */
  void save(UUID userId, UUID jobId, Instant now) {
    database.write(
        c -> {
          int saved =
              Sql.of(
                      c,
                      """
                      INSERT INTO job_use (user_id, job_id, used_at)
                      SELECT users.id, job.id, ? FROM users, job WHERE users.id = ? AND job.id = ?
                      ON CONFLICT (user_id, job_id) DO UPDATE SET used_at = excluded.used_at
                      """,
                      now,
                      userId,
                      jobId)
                  .execute();
          Sql.of(
                  c,
                  """
                  DELETE FROM job_use WHERE user_id = ? AND job_id NOT IN
                    (SELECT job_id FROM job_use WHERE user_id = ?
                     ORDER BY used_at DESC, job_id DESC LIMIT ?)
                  """,
                  userId,
                  userId,
                  KEPT)
              .execute();
          return saved;
        });
  }

  /** The jobs that an account used, those of late first. */
  List<UsedJob> list(UUID userId) {
    return database.read(
        c ->
            Sql.of(
                    c,
                    "SELECT job_id, used_at FROM job_use WHERE user_id = ?"
                        + " ORDER BY used_at DESC, job_id DESC",
                    userId)
                .all(row -> new UsedJob(row.id("job_id"), row.instant("used_at"))));
  }

  /** Forgets what an account used. */
  void clear(UUID userId) {
    database.write(c -> Sql.of(c, "DELETE FROM job_use WHERE user_id = ?", userId).execute());
  }
}
