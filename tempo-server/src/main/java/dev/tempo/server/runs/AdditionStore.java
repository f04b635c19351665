package dev.tempo.server.runs;

import dev.tempo.server.storage.Sql;
import dev.tempo.store.sqlite.SqliteDatabase;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Requirements that are being added, in the database, until that is done. Thread-safe. */
final class AdditionStore {
  private static final List<String> MIGRATIONS =
      List.of(
          """
          CREATE TABLE requirement_addition (
            run_id        BLOB PRIMARY KEY,
            job_id        BLOB NOT NULL REFERENCES job (id) ON DELETE CASCADE,
            before_adding TEXT,
            after_adding  TEXT
          ) STRICT, WITHOUT ROWID;
          CREATE INDEX requirement_addition_of_job ON requirement_addition (job_id);
          """);

  private final SqliteDatabase database;

  /** In a database, whose table is made if it is not there. */
  AdditionStore(SqliteDatabase database) {
    this.database = database;
    database.migrate("additions", MIGRATIONS);
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
                    "INSERT OR REPLACE INTO requirement_addition"
                        + " (run_id, job_id, before_adding, after_adding) VALUES (?, ?, ?, ?)",
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

  private static Begun begun(ResultSet row) throws SQLException {
    return new Begun(
        Sql.uuid(row, "run_id"),
        Sql.uuid(row, "job_id"),
        lines(row.getString("before_adding")),
        lines(row.getString("after_adding")));
  }

  /** A requirement is a line. */
  private static Optional<String> text(List<String> lines) {
    return lines.isEmpty() ? Optional.empty() : Optional.of(String.join("\n", lines));
  }

  private static List<String> lines(String text) {
    return text == null ? List.of() : List.of(text.split("\n", -1));
  }
}
