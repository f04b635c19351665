package dev.tempo.server.notifications;

import dev.tempo.Ids;
import dev.tempo.server.jobs.Late;
import dev.tempo.store.jdbc.Database;
import dev.tempo.store.jdbc.Migrations;
import dev.tempo.store.jdbc.ResultRow;
import dev.tempo.store.jdbc.Sql;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Who wants digests and was told until when, and for how long jobs were late. Thread-safe. */
final class DigestStore {
  private static final Migrations MIGRATIONS = new Migrations(DigestStore.class, "digests", 1);

  private final Database database;

  DigestStore(Database database) {
    this.database = database;
    database.migrate(MIGRATIONS);
  }

  /** How often a digest comes. */
  enum Frequency {
    /** Each day. */
    DAILY,
    /** Each Monday. */
    WEEKLY;

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Somebody's wish.
   *
   * @param toldUntil until when that one was told
   */
  record Wish(UUID userId, Frequency frequency, Instant toldUntil) {}

  /**
   * For how long a job was late.
   *
   * @param endedAt since when it is so no more; empty if it is
   */
  record Lateness(UUID jobId, String jobName, Late late, Optional<Instant> endedAt) {}

  List<Wish> wishes() {
    return database.read(c -> Sql.of(c, "SELECT * FROM digest").all(DigestStore::wish));
  }

  Optional<Wish> wish(UUID userId) {
    return database.read(
        c -> Sql.of(c, "SELECT * FROM digest WHERE user_id = ?", userId).first(DigestStore::wish));
  }

  /** Notes a wish; what was told before it was made is not told again. */
  void save(Wish wish) {
    String sql =
        "INSERT INTO digest (user_id, frequency, told_until) VALUES (?, ?, ?)"
            + " ON CONFLICT (user_id) DO UPDATE SET frequency = excluded.frequency,"
            + " told_until = excluded.told_until";
    database.write(
        c -> Sql.of(c, sql, wish.userId(), wish.frequency().name(), wish.toldUntil()).execute());
  }

  /** Notes until when somebody was told, unless what one wants has changed since it was read. */
  void told(Wish wish, Instant until) {
    String sql =
        "UPDATE digest SET told_until = ? WHERE user_id = ? AND frequency = ? AND told_until = ?";
    database.write(
        c ->
            Sql.of(c, sql, until, wish.userId(), wish.frequency().name(), wish.toldUntil())
                .execute());
  }

  void delete(UUID userId) {
    database.write(c -> Sql.of(c, "DELETE FROM digest WHERE user_id = ?", userId).execute());
  }

  /** A job is late, if that is not known yet, or is so by something else. */
  void late(UUID jobId, String jobName, Late late) {
    String sql =
        "INSERT INTO lateness (id, job_id, job_name, kind, since, expected_at, missed_at)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?)"
            + " ON CONFLICT (job_id) WHERE ended_at IS NULL DO UPDATE SET kind = excluded.kind,"
            + " expected_at = excluded.expected_at, missed_at = excluded.missed_at";
    database.write(
        c ->
            Sql.of(
                    c,
                    sql,
                    Ids.next(),
                    jobId,
                    jobName,
                    late.kind().name(),
                    late.since(),
                    late.expectedAt(),
                    late.missedAt())
                .execute());
  }

  /** A job is late no more. */
  void ended(UUID jobId, Instant at) {
    String sql = "UPDATE lateness SET ended_at = ? WHERE job_id = ? AND ended_at IS NULL";
    database.write(c -> Sql.of(c, sql, at, jobId).execute());
  }

  /**
   * Ends what is late by this table and not by what is known now, and forgets what is long over.
   */
  void reconcile(Map<UUID, Late> known, Instant now, Instant oldest) {
    List<UUID> open =
        database.read(
            c ->
                Sql.of(c, "SELECT job_id FROM lateness WHERE ended_at IS NULL")
                    .all(row -> row.id("job_id")));
    open.stream().filter(id -> !known.containsKey(id)).forEach(id -> ended(id, now));
    database.write(c -> Sql.of(c, "DELETE FROM lateness WHERE ended_at < ?", oldest).execute());
  }

  /** What was late in a span of time, the first first. */
  List<Lateness> between(Instant from, Instant to, int limit) {
    String sql =
        "SELECT * FROM lateness WHERE since < ? AND (ended_at IS NULL OR ended_at >= ?)"
            + " ORDER BY since, id LIMIT ?";
    return database.read(c -> Sql.of(c, sql, to, from, limit).all(DigestStore::lateness));
  }

  private static Wish wish(ResultRow row) throws SQLException {
    return new Wish(
        row.id("user_id"), Frequency.valueOf(row.text("frequency")), row.instant("told_until"));
  }

  private static Lateness lateness(ResultRow row) throws SQLException {
    Late late =
        new Late(
            Late.Kind.valueOf(row.text("kind")),
            row.instant("since"),
            row.instant("expected_at"),
            row.optionalInstant("missed_at"));
    return new Lateness(
        row.id("job_id"), row.text("job_name"), late, row.optionalInstant("ended_at"));
  }
}
