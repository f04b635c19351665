package dev.tempo.server.expectations;

import dev.tempo.server.jobs.Late;
import dev.tempo.server.storage.Sql;
import dev.tempo.store.sqlite.SqliteDatabase;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Since when something is expected of jobs, and which are late, in the database. Thread-safe. */
final class WatchStore {
  private static final List<String> MIGRATIONS =
      List.of(
          """
          CREATE TABLE late_watch (
            job_id         BLOB    PRIMARY KEY,
            since          INTEGER NOT NULL,
            started        INTEGER NOT NULL,
            succeeded_from INTEGER NOT NULL,
            succeeded      INTEGER NOT NULL,
            kind           TEXT,
            late_since     INTEGER,
            expected_at    INTEGER,
            missed_at      INTEGER
          );
          """);

  private final SqliteDatabase database;

  WatchStore(SqliteDatabase database) {
    this.database = database;
    database.migrate("expectations", MIGRATIONS);
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
                .all(row -> kept.put(Sql.uuid(row, "job_id"), kept(row))));
    return kept;
  }

  void save(Map<UUID, Kept> changed) {
    database.write(
        c -> {
          for (Map.Entry<UUID, Kept> one : changed.entrySet()) {
            Optional<Late> late = one.getValue().late();
            Progress progress = one.getValue().progress();
            Sql.of(
                    c,
                    "INSERT OR REPLACE INTO late_watch VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
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
          return changed.size();
        });
  }

  void delete(UUID jobId) {
    database.write(c -> Sql.of(c, "DELETE FROM late_watch WHERE job_id = ?", jobId).execute());
  }

  private static Kept kept(ResultSet row) throws SQLException {
    Optional<String> kind = Optional.ofNullable(row.getString("kind"));
    Instant lateSince = Sql.instant(row, "late_since").orElse(Instant.EPOCH);
    Instant expectedAt = Sql.instant(row, "expected_at").orElse(Instant.EPOCH);
    Optional<Instant> missedAt = Sql.instant(row, "missed_at");
    return new Kept(
        new Progress(
            Sql.instant(row, "since").orElseThrow(),
            Sql.instant(row, "started").orElseThrow(),
            Sql.instant(row, "succeeded_from").orElseThrow(),
            Sql.instant(row, "succeeded").orElseThrow()),
        kind.map(name -> new Late(Late.Kind.valueOf(name), lateSince, expectedAt, missedAt)));
  }
}
