package dev.tempo.server.notifications;

import dev.tempo.server.notifications.QueuedNotification.Channel;
import dev.tempo.server.notifications.QueuedNotification.Progress;
import dev.tempo.store.jdbc.Database;
import dev.tempo.store.jdbc.Migrations;
import dev.tempo.store.jdbc.ResultRow;
import dev.tempo.store.jdbc.Sql;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Stores queued notifications, and for a while those that were sent or given up. Thread-safe. */
final class NotificationStore {
  /** So long it is known that a run was told about. */
  private static final Duration KEPT = Duration.ofDays(7);

  /** So long a notice is taken by the node that sends it. */
  static final Duration HELD = Duration.ofMinutes(3);

  private static final int MOST_LANES = 1_000;
  private static final int MOST_OF_A_RUN = 200;

  private static final Migrations MIGRATIONS =
      new Migrations(NotificationStore.class, "notifications", 2);

  private static final String INSERT =
      "INSERT INTO notice (id, run_id, channel, target, document, created_at, attempts, due_at, error,"
          + " lane)";

  private final Database database;

  NotificationStore(Database database) {
    this.database = database;
    database.migrate(MIGRATIONS);
  }

  /** Queues notices, except those that were queued before. */
  void add(List<QueuedNotification> notices) {
    database.write(
        c -> {
          for (QueuedNotification notice : notices) {
            Sql.of(
                    c,
                    INSERT
                        + " VALUES (?, ?, ?, ?, ?, ?, 0, ?, NULL, ?)"
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
  void skip(QueuedNotification notice, String reason) {
    database.write(
        c ->
            Sql.of(
                    c,
                    INSERT
                        + " VALUES (?, ?, ?, ?, ?, ?, 0, NULL, ?, ?)"
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
      return QueuedNotification.shownTarget(channel, target);
    }
  }

  /** What became of the notices about a run, as long as that is known; the oldest first. */
  List<Told> ofRun(UUID runId) {
    String query = "SELECT * FROM notice WHERE run_id = ? ORDER BY id LIMIT " + MOST_OF_A_RUN;
    return database.read(c -> Sql.of(c, query, runId).all(NotificationStore::told));
  }

  private static Told told(ResultRow row) throws SQLException {
    return new Told(
        Channel.valueOf(row.text("channel")),
        row.text("target"),
        row.instant("created_at"),
        row.integer("attempts"),
        row.optionalInstant("due_at"),
        row.optionalText("error"));
  }

  /** The lanes in which something is to be sent now, the longest due first. */
  List<String> lanesDue(Instant now) {
    String query =
        "SELECT lane FROM notice WHERE due_at <= ? GROUP BY lane ORDER BY min(due_at) LIMIT "
            + MOST_LANES;
    return database.read(c -> Sql.of(c, query, now).all(row -> row.text("lane")));
  }

  /** Those of a lane to be sent now, the longest due first. */
  List<QueuedNotification> due(String lane, Instant now, int limit) {
    String query = "SELECT * FROM notice WHERE lane = ? AND due_at <= ? ORDER BY due_at LIMIT ?";
    return database.read(c -> Sql.of(c, query, lane, now, limit).all(NotificationStore::notice));
  }

  /** When the next one is to be sent. */
  Optional<Instant> nextDue() {
    return database.read(
        c ->
            Sql.of(c, "SELECT min(due_at) AS due_at FROM notice WHERE due_at IS NOT NULL")
                .first(row -> row.optionalInstant("due_at"))
                .flatMap(due -> due));
  }

  /** Whether a notice waits still, and was not tried since it was read. */
  boolean isUntried(QueuedNotification notice) {
    String query = "SELECT 1 FROM notice WHERE id = ? AND attempts = ? AND due_at IS NOT NULL";
    return database.read(c -> Sql.of(c, query, notice.id(), notice.progress().attempts()).exists());
  }

  /**
   * Takes a notice that is due still and was not tried since it was read, so that no other node
   * sends it for a while; false if that is not so.
   */
  boolean take(QueuedNotification notice, Instant now) {
    String update = "UPDATE notice SET due_at = ? WHERE id = ? AND attempts = ? AND due_at <= ?";
    int attempts = notice.progress().attempts();
    return database.write(
        c -> Sql.of(c, update, now.plus(HELD), notice.id(), attempts, now).execute() > 0);
  }

  /** It was taken, and was not sent. */
  void giveBack(QueuedNotification notice, Instant now) {
    String update = "UPDATE notice SET due_at = ? WHERE id = ? AND attempts = ? AND due_at > ?";
    int attempts = notice.progress().attempts();
    database.write(c -> Sql.of(c, update, now, notice.id(), attempts, now).execute());
  }

  /** It was tried; empty for {@code next} if it was sent or given up. */
  void tried(QueuedNotification notice, Optional<Instant> next, Optional<String> error) {
    String update = "UPDATE notice SET attempts = attempts + 1, due_at = ?, error = ? WHERE id = ?";
    database.write(c -> Sql.of(c, update, next, error, notice.id()).execute());
  }

  /** Until when all ends of runs have been looked at; empty before the first time. */
  Optional<Instant> mark() {
    return database.read(
        c ->
            Sql.of(c, "SELECT until FROM notice_mark WHERE id = 1")
                .first(row -> row.instant("until")));
  }

  /** Notes until when all ends of runs have been looked at, and forgets what is long settled. */
  void mark(Instant until) {
    String sql =
        "INSERT INTO notice_mark (id, until) VALUES (1, ?)"
            + " ON CONFLICT (id) DO UPDATE SET until = excluded.until";
    Instant old = until.minus(KEPT);
    database.write(
        c -> {
          Sql.of(c, "DELETE FROM notice WHERE due_at IS NULL AND created_at < ?", old).execute();
          return Sql.of(c, sql, until).execute();
        });
  }

  private static QueuedNotification notice(ResultRow row) throws SQLException {
    return new QueuedNotification(
        row.id("id"),
        row.id("run_id"),
        Channel.valueOf(row.text("channel")),
        row.text("target"),
        row.text("document"),
        new Progress(row.instant("created_at"), row.integer("attempts")));
  }
}
