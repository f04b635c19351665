package dev.tempo.server.notifications;

import dev.tempo.server.notifications.Notice.Channel;
import dev.tempo.server.notifications.Notice.Progress;
import dev.tempo.server.storage.Sql;
import dev.tempo.store.sqlite.SqliteDatabase;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Notices that wait, and for a while those that were sent or given up. Thread-safe. */
final class NoticeStore {
  /** So long it is known that a run was told about. */
  private static final Duration KEPT = Duration.ofDays(7);

  private static final int MOST_LANES = 1_000;
  private static final int MOST_OF_A_RUN = 200;

  private static final List<String> MIGRATIONS =
      List.of(
          """
          CREATE TABLE notice (
            id         BLOB    PRIMARY KEY,
            run_id     BLOB    NOT NULL,
            channel    TEXT    NOT NULL,
            target     TEXT    NOT NULL,
            document   TEXT    NOT NULL,
            created_at INTEGER NOT NULL,
            attempts   INTEGER NOT NULL,
            due_at     INTEGER,
            error      TEXT,
            UNIQUE (run_id, channel, target)
          );
          CREATE INDEX notice_due ON notice (due_at) WHERE due_at IS NOT NULL;
          CREATE TABLE notice_mark (
            id    INTEGER PRIMARY KEY CHECK (id = 1),
            until INTEGER NOT NULL
          );
          """,
          """
          ALTER TABLE notice ADD COLUMN lane TEXT NOT NULL DEFAULT 'mail';
          DROP INDEX notice_due;
          CREATE INDEX notice_due ON notice (lane, due_at) WHERE due_at IS NOT NULL;
          """);

  private final SqliteDatabase database;

  NoticeStore(SqliteDatabase database) {
    this.database = database;
    database.migrate("notifications", MIGRATIONS);
  }

  /** Queues notices, except those that were queued before. */
  void add(List<Notice> notices) {
    database.write(
        c -> {
          for (Notice notice : notices) {
            Sql.of(
                    c,
                    "INSERT INTO notice VALUES (?, ?, ?, ?, ?, ?, 0, ?, NULL, ?)"
                        + " ON CONFLICT (run_id, channel, target) DO NOTHING",
                    notice.id(),
                    notice.runId(),
                    notice.channel().name(),
                    notice.target(),
                    notice.document(),
                    notice.progress().createdAt(),
                    notice.progress().createdAt(),
                    notice.lane())
                .execute();
          }
          return notices.size();
        });
  }

  /** Notes that somebody is not told, and why, unless that one is told already. */
  void skip(Notice notice, String reason) {
    database.write(
        c ->
            Sql.of(
                    c,
                    "INSERT INTO notice VALUES (?, ?, ?, ?, ?, ?, 0, NULL, ?, ?)"
                        + " ON CONFLICT (run_id, channel, target) DO NOTHING",
                    notice.id(),
                    notice.runId(),
                    notice.channel().name(),
                    notice.target(),
                    notice.document(),
                    notice.progress().createdAt(),
                    reason,
                    notice.lane())
                .execute());
  }

  /**
   * What became of a notice.
   *
   * @param createdAt when it was queued
   * @param attempts how often it was tried
   * @param next when it is tried again; empty if it is settled
   * @param error why it did not arrive, or has not arrived yet; empty if nothing was wrong
   */
  record Told(
      Channel channel,
      String target,
      Instant createdAt,
      int attempts,
      Optional<Instant> next,
      Optional<String> error) {

    /** In one word: sent, waiting, failed, or skipped for what was never tried. */
    String state() {
      if (next.isPresent()) {
        return "waiting";
      }
      if (error.isEmpty()) {
        return "sent";
      }
      return attempts == 0 ? "skipped" : "failed";
    }

    /** What may be said of the target. */
    String shownTarget() {
      return Notice.shownTarget(channel, target);
    }
  }

  /** What became of the notices about a run, as long as that is known; the oldest first. */
  List<Told> ofRun(UUID runId) {
    String query = "SELECT * FROM notice WHERE run_id = ? ORDER BY id LIMIT " + MOST_OF_A_RUN;
    return database.read(c -> Sql.of(c, query, runId).all(NoticeStore::told));
  }

  private static Told told(ResultSet row) throws SQLException {
    return new Told(
        Channel.valueOf(row.getString("channel")),
        row.getString("target"),
        Sql.instant(row, "created_at").orElseThrow(),
        row.getInt("attempts"),
        Sql.instant(row, "due_at"),
        Optional.ofNullable(row.getString("error")));
  }

  /** The lanes in which something is to be sent now, the longest due first. */
  List<String> lanesDue(Instant now) {
    String query =
        "SELECT lane FROM notice WHERE due_at <= ? GROUP BY lane ORDER BY min(due_at) LIMIT "
            + MOST_LANES;
    return database.read(c -> Sql.of(c, query, now).all(row -> row.getString("lane")));
  }

  /** Those of a lane to be sent now, the longest due first. */
  List<Notice> due(String lane, Instant now, int limit) {
    String query = "SELECT * FROM notice WHERE lane = ? AND due_at <= ? ORDER BY due_at LIMIT ?";
    return database.read(c -> Sql.of(c, query, lane, now, limit).all(NoticeStore::notice));
  }

  /** When the next one is to be sent. */
  Optional<Instant> nextDue() {
    return database.read(
        c ->
            Sql.of(c, "SELECT min(due_at) AS due_at FROM notice WHERE due_at IS NOT NULL")
                .first(row -> Sql.instant(row, "due_at"))
                .flatMap(due -> due));
  }

  /** It was tried; empty for {@code next} if it was sent or given up. */
  void tried(Notice notice, Optional<Instant> next, Optional<String> error) {
    String update = "UPDATE notice SET attempts = attempts + 1, due_at = ?, error = ? WHERE id = ?";
    database.write(c -> Sql.of(c, update, next, error, notice.id()).execute());
  }

  /** Until when all ends of runs have been looked at; empty before the first time. */
  Optional<Instant> mark() {
    return database.read(
        c ->
            Sql.of(c, "SELECT until FROM notice_mark WHERE id = 1")
                .first(row -> Sql.instant(row, "until").orElseThrow()));
  }

  /** Notes until when all ends of runs have been looked at, and forgets what is long settled. */
  void mark(Instant until) {
    String sql =
        "INSERT INTO notice_mark VALUES (1, ?)"
            + " ON CONFLICT (id) DO UPDATE SET until = excluded.until";
    Instant old = until.minus(KEPT);
    database.write(
        c -> {
          Sql.of(c, "DELETE FROM notice WHERE due_at IS NULL AND created_at < ?", old).execute();
          return Sql.of(c, sql, until).execute();
        });
  }

  private static Notice notice(ResultSet row) throws SQLException {
    return new Notice(
        Sql.uuid(row, "id"),
        Sql.uuid(row, "run_id"),
        Channel.valueOf(row.getString("channel")),
        row.getString("target"),
        row.getString("document"),
        new Progress(Sql.instant(row, "created_at").orElseThrow(), row.getInt("attempts")));
  }
}
