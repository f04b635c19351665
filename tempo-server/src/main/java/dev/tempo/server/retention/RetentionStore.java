package dev.tempo.server.retention;

import dev.tempo.server.retention.OwnRetention.OfJob;
import dev.tempo.server.storage.Sql;
import dev.tempo.store.sqlite.SqliteDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;

/** What jobs have of their own, and accounts in their own table. Thread-safe. */
final class RetentionStore {
  private static final List<String> MIGRATIONS =
      List.of(
          """
          CREATE TABLE retention_of_job (
            job_id BLOB PRIMARY KEY,
            days   INTEGER,
            newest INTEGER
          );
          """);

  private final SqliteDatabase database;

  RetentionStore(SqliteDatabase database) {
    this.database = database;
    database.migrate("retention", MIGRATIONS);
  }

  OwnRetention read() {
    return database.read(
        c -> {
          Map<UUID, OfJob> jobs = new HashMap<>();
          Sql.of(c, "SELECT * FROM retention_of_job")
              .all(row -> jobs.put(Sql.uuid(row, "job_id"), ofJob(row)));
          Map<UUID, Integer> users = new HashMap<>();
          Sql.of(c, "SELECT id, retention_days FROM users WHERE retention_days IS NOT NULL")
              .all(row -> users.put(Sql.uuid(row, "id"), row.getInt("retention_days")));
          return new OwnRetention(jobs, users);
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

  private static void insert(Connection c, UUID jobId, OfJob own) throws SQLException {
    Sql.of(
            c,
            "INSERT INTO retention_of_job VALUES (?, ?, ?)",
            jobId,
            boxed(own.days()),
            boxed(own.newest()))
        .execute();
  }

  private static Optional<Integer> boxed(OptionalInt number) {
    return number.isPresent() ? Optional.of(number.getAsInt()) : Optional.empty();
  }

  private static OfJob ofJob(ResultSet row) throws SQLException {
    return new OfJob(number(row, "days"), number(row, "newest"));
  }

  private static OptionalInt number(ResultSet row, String column) throws SQLException {
    int number = row.getInt(column);
    return row.wasNull() ? OptionalInt.empty() : OptionalInt.of(number);
  }
}
