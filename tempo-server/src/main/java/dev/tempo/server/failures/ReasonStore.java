package dev.tempo.server.failures;

import dev.tempo.server.failures.FailureReason.Kind;
import dev.tempo.store.jdbc.Database;
import dev.tempo.store.jdbc.Migrations;
import dev.tempo.store.jdbc.ResultRow;
import dev.tempo.store.jdbc.Sql;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Why runs failed, in the database; also of which it is known that their log tells nothing. */
final class ReasonStore {
  private static final Migrations MIGRATIONS = new Migrations(ReasonStore.class, "reasons", 1);

  private final Database database;

  /** In a database, whose table is made if it is not there. */
  ReasonStore(Database database) {
    this.database = database;
    database.migrate(MIGRATIONS);
  }

  /** What is known of these runs; a run without an entry was not looked at yet. */
  Map<UUID, Optional<FailureReason>> find(Collection<UUID> runIds) {
    Map<UUID, Optional<FailureReason>> found = new HashMap<>();
    if (!runIds.isEmpty()) {
      String marks = Sql.marks(runIds);
      String sql = "SELECT * FROM run_reason WHERE run_id IN (" + marks + ")";
      database
          .read(
              c ->
                  Sql.of(c, sql, runIds.toArray())
                      .all(row -> Map.entry(row.id("run_id"), reason(row))))
          .forEach(entry -> found.put(entry.getKey(), entry.getValue()));
    }
    return found;
  }

  void save(UUID runId, Optional<FailureReason> reason) {
    database.write(
        c ->
            Sql.of(
                    c,
                    "INSERT INTO run_reason (run_id, text, line_number, first_line, kind)"
                        + " VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                    runId,
                    reason.map(FailureReason::text),
                    reason.map(FailureReason::lineNumber),
                    reason.map(FailureReason::firstLine),
                    reason.map(FailureReason::kind).map(Kind::name))
                .execute());
  }

  /** Forgets runs that are deleted. */
  void delete(Collection<UUID> runIds) {
    database.write(
        c -> {
          for (UUID runId : runIds) {
            Sql.of(c, "DELETE FROM run_reason WHERE run_id = ?", runId).execute();
          }
          return runIds.size();
        });
  }

  /** Forgets runs that were deleted while nobody watched. */
  void prune() {
    database.write(
        c ->
            Sql.of(
                    c,
                    "DELETE FROM run_reason"
                        + " WHERE NOT EXISTS (SELECT 1 FROM run WHERE run.id = run_id)")
                .execute());
  }

  private static Optional<FailureReason> reason(ResultRow row) throws SQLException {
    String text = row.text("text");
    return text == null
        ? Optional.empty()
        : Optional.of(
            new FailureReason(
                text,
                row.number("line_number"),
                row.number("first_line"),
                Kind.valueOf(row.text("kind"))));
  }
}
