package dev.tempo.server.runs;

import dev.tempo.store.jdbc.Database;
import dev.tempo.store.jdbc.Migrations;
import dev.tempo.store.jdbc.ResultRow;
import dev.tempo.store.jdbc.Sql;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Requirements that are being added, in the database, until that is done. Thread-safe. */
final class AdditionStore {
  private static final Migrations MIGRATIONS = new Migrations(AdditionStore.class, "additions", 1);

  private final Database database;

  /** In a database, whose table is made if it is not there. */
  AdditionStore(Database database) {
    this.database = database;
    database.migrate(MIGRATIONS);
  }

  /**
   * What a job is given.
   *
   * @param runId the run that failed
   * @param jobId of this job
   * @param before its requirements as they were
   * @param after and as they are to be
   */
  record Begun(UUID runId, UUID jobId, List<String> before, List<String> after) {}

  void save(Begun begun) {
    database.write(
        c ->
            Sql.of(
                    c,
                    "INSERT INTO requirement_addition (run_id, job_id, before_adding, after_adding)"
                        + " VALUES (?, ?, ?, ?) ON CONFLICT (run_id) DO UPDATE SET"
                        + " job_id = excluded.job_id, before_adding = excluded.before_adding,"
                        + " after_adding = excluded.after_adding",
                    begun.runId(),
                    begun.jobId(),
                    text(begun.before()),
                    text(begun.after()))
                .execute());
  }

  void delete(UUID runId) {
    database.write(
        c -> Sql.of(c, "DELETE FROM requirement_addition WHERE run_id = ?", runId).execute());
  }

  /** Those that were begun, and neither finished nor taken back. */
  List<Begun> all() {
    return database.read(
        c -> Sql.of(c, "SELECT * FROM requirement_addition").all(AdditionStore::begun));
  }

  private static Begun begun(ResultRow row) throws SQLException {
    return new Begun(
        row.id("run_id"),
        row.id("job_id"),
        lines(row.text("before_adding")),
        lines(row.text("after_adding")));
  }

  /** A requirement is a line. */
  private static Optional<String> text(List<String> lines) {
    return lines.isEmpty() ? Optional.empty() : Optional.of(String.join("\n", lines));
  }

  private static List<String> lines(String text) {
    return text == null ? List.of() : List.of(text.split("\n", -1));
  }
}
