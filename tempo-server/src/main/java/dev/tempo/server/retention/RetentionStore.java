package dev.tempo.server.retention;

import dev.tempo.server.retention.RetentionOverrides.OfJob;
import dev.tempo.store.jdbc.Database;
import dev.tempo.store.jdbc.Migrations;
import dev.tempo.store.jdbc.ResultRow;
import dev.tempo.store.jdbc.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** What jobs have of their own, and accounts in their own table. Thread-safe. */
final class RetentionStore {
  private static final Migrations MIGRATIONS = new Migrations(RetentionStore.class, "retention", 1);

  private final Database database;

  RetentionStore(Database database) {
    this.database = database;
    database.migrate(MIGRATIONS);
  }

  RetentionOverrides read() {
    return database.read(
        c -> {
          Map<UUID, OfJob> jobs = new HashMap<>();
          Sql.of(c, "SELECT * FROM retention_of_job")
              .all(row -> jobs.put(row.id("job_id"), ofJob(row)));
          Map<UUID, Integer> users = new HashMap<>();
          Sql.of(c, "SELECT id, retention_days FROM users WHERE retention_days IS NOT NULL")
              .all(row -> users.put(row.id("id"), row.integer("retention_days")));
          return new RetentionOverrides(jobs, users);
        });
  }

  void saveJobs(Map<UUID, OfJob> jobs) {
    database.write(
        c -> {
          Sql.of(c, "DELETE FROM retention_of_job").execute();
          for (Map.Entry<UUID, OfJob> job : jobs.entrySet()) {
            insert(c, job.getKey(), job.getValue());
          }
          return jobs.size();
        });
  }

  void saveUsers(Map<UUID, Integer> users) {
    database.write(
        c -> {
          Sql.of(c, "UPDATE users SET retention_days = NULL").execute();
          for (Map.Entry<UUID, Integer> user : users.entrySet()) {
            Sql.of(
                    c,
                    "UPDATE users SET retention_days = ? WHERE id = ?",
                    user.getValue(),
                    user.getKey())
                .execute();
          }
          return users.size();
        });
  }

  private static void insert(Connection c, UUID jobId, OfJob override) throws SQLException {
    Sql.of(
            c,
            "INSERT INTO retention_of_job (job_id, days, newest) VALUES (?, ?, ?)",
            jobId,
            override.days(),
            override.newest())
        .execute();
  }

  private static OfJob ofJob(ResultRow row) throws SQLException {
    return new OfJob(row.optionalInteger("days"), row.optionalInteger("newest"));
  }
}
