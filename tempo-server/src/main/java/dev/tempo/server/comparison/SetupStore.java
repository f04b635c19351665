package dev.tempo.server.comparison;

import dev.tempo.store.jdbc.Database;
import dev.tempo.store.jdbc.Migrations;
import dev.tempo.store.jdbc.Sql;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** With what jobs ran since when, in the database. Outlives jobs, since runs do. Thread-safe. */
final class SetupStore {
  private static final Migrations MIGRATIONS = new Migrations(SetupStore.class, "setups", 1);

  private final Database database;

  /** In a database, whose table is made if it is not there. */
  SetupStore(Database database) {
    this.database = database;
    database.migrate(MIGRATIONS);
  }

  /** With what a version of a job's definition ran at a time. */
  Optional<String> find(UUID jobId, long definition, Instant at) {
    return database.read(
        c ->
            Sql.of(
                    c,
                    "SELECT document FROM run_setup WHERE job_id = ? AND definition = ?"
                        + " AND recorded_at <= ? ORDER BY recorded_at DESC LIMIT 1",
                    jobId,
                    definition,
                    at)
                .first(row -> row.text("document")));
  }

  /** Keeps with what runs run from now on, and the newest that were before. */
  void save(UUID jobId, long definition, Instant from, String document, int kept) {
    database.write(
        c -> {
          Sql.of(
                  c,
                  "INSERT INTO run_setup (job_id, definition, recorded_at, document)"
                      + " VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
                  jobId,
                  definition,
                  from,
                  document)
              .execute();
          return Sql.of(
                  c,
                  "DELETE FROM run_setup WHERE job_id = ? AND (definition, recorded_at) IN"
                      + " (SELECT definition, recorded_at FROM run_setup WHERE job_id = ?"
                      + " ORDER BY definition DESC, recorded_at DESC LIMIT "
                      + Long.MAX_VALUE
                      + " OFFSET ?)",
                  jobId,
                  jobId,
                  kept)
              .execute();
        });
  }

  /** Forgets jobs that are gone, and whose runs are, too. */
  void prune() {
    database.write(
        c ->
            Sql.of(
                    c,
                    "DELETE FROM run_setup WHERE job_id NOT IN (SELECT id FROM job)"
                        + " AND NOT EXISTS (SELECT 1 FROM run WHERE run.job_id = run_setup.job_id)")
                .execute());
  }
}
