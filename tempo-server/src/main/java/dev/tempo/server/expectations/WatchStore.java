package dev.tempo.server.expectations;

import dev.tempo.server.jobs.Late;
import dev.tempo.store.jdbc.Database;
import dev.tempo.store.jdbc.Migrations;
import dev.tempo.store.jdbc.ResultRow;
import dev.tempo.store.jdbc.Sql;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Since when something is expected of jobs, and which are late, in the database. Thread-safe. */
final class WatchStore {
  private static final Migrations MIGRATIONS = new Migrations(WatchStore.class, "expectations", 1);

  private static final String SAVE =
      """
      INSERT INTO late_watch (job_id, since, started, succeeded_from, succeeded, kind, late_since,
        expected_at, missed_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (job_id) DO UPDATE SET since = excluded.since, started = excluded.started,
        succeeded_from = excluded.succeeded_from, succeeded = excluded.succeeded,
        kind = excluded.kind, late_since = excluded.late_since,
        expected_at = excluded.expected_at, missed_at = excluded.missed_at
      """;

  private final Database database;

  WatchStore(Database database) {
    this.database = database;
    database.migrate(MIGRATIONS);
  }

  /**
   * What is kept of a job.
   *
   * @param progress how far it had come when that was last of use
   * @param late how it is late, if it is
   */
  record Kept(Progress progress, Optional<Late> late) {}

  Map<UUID, Kept> all() {
    Map<UUID, Kept> kept = new HashMap<>();
    database.read(
        c ->
            Sql.of(c, "SELECT * FROM late_watch")
                .all(row -> kept.put(row.id("job_id"), kept(row))));
    return kept;
  }

  void save(Map<UUID, Kept> watches) {
    database.write(
        c -> {
          for (Map.Entry<UUID, Kept> one : watches.entrySet()) {
            Optional<Late> late = one.getValue().late();
            Progress progress = one.getValue().progress();
            Sql.of(
                    c,
                    SAVE,
                    one.getKey(),
                    progress.since(),
                    progress.started(),
                    progress.succeededFrom(),
                    progress.succeeded(),
                    late.map(found -> found.kind().name()),
                    late.map(Late::since),
                    late.map(Late::expectedAt),
                    late.flatMap(Late::missedAt))
                .execute();
          }
          return watches.size();
        });
  }

  void delete(UUID jobId) {
    database.write(c -> Sql.of(c, "DELETE FROM late_watch WHERE job_id = ?", jobId).execute());
  }

  private static Kept kept(ResultRow row) throws SQLException {
    Optional<String> kind = row.optionalText("kind");
    Instant lateSince = row.optionalInstant("late_since").orElse(Instant.EPOCH);
    Instant expectedAt = row.optionalInstant("expected_at").orElse(Instant.EPOCH);
    Optional<Instant> missedAt = row.optionalInstant("missed_at");
    return new Kept(
        new Progress(
            row.instant("since"),
            row.instant("started"),
            row.instant("succeeded_from"),
            row.instant("succeeded")),
        kind.map(name -> new Late(Late.Kind.valueOf(name), lateSince, expectedAt, missedAt)));
  }
}
