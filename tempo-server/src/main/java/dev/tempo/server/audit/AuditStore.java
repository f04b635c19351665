package dev.tempo.server.audit;

import dev.tempo.server.audit.AuditEntry.Actor;
import dev.tempo.server.http.Trail.Event;
import dev.tempo.server.storage.Sql;
import dev.tempo.store.sqlite.SqliteDatabase;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The audit trail in the database. Rows are only added, and deleted by age; they name accounts
 * without a foreign key, since they outlive them.
 */
final class AuditStore {
  private static final List<String> MIGRATIONS =
      List.of(
          """
          CREATE TABLE audit (
            id       BLOB    PRIMARY KEY,
            at       INTEGER NOT NULL,
            user_id  BLOB,
            username TEXT,
            key_id   BLOB,
            client   TEXT    NOT NULL,
            route    TEXT    NOT NULL,
            subject  TEXT,
            status   INTEGER NOT NULL
          ) WITHOUT ROWID;
          CREATE INDEX audit_by_user ON audit (user_id, id);
          CREATE INDEX audit_by_time ON audit (at);
          """);

  private final SqliteDatabase database;

  AuditStore(SqliteDatabase database) {
    this.database = database;
    database.migrate("audit", MIGRATIONS);
  }

  void add(AuditEntry entry) {
    Event event = entry.event();
    database.write(
        c ->
            Sql.of(
                    c,
                    """
                    INSERT INTO audit
                      (id, at, user_id, username, key_id, client, route, subject, status)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                    entry.id(),
                    entry.at(),
                    entry.actor().map(Actor::userId),
                    entry.actor().map(Actor::username),
                    entry.actor().flatMap(Actor::keyId),
                    event.client(),
                    event.route(),
                    event.subject(),
                    event.status())
                .execute());
  }

  /** Entries that a filter lets pass, the newest first. */
  List<AuditEntry> page(AuditFilter filter, Optional<UUID> before, int limit) {
    Clauses clauses = clauses(filter);
    before.ifPresent(id -> clauses.and("id < ?", id));
    clauses.arguments.add(limit);
    String query = "SELECT * FROM audit " + clauses.where() + " ORDER BY id DESC LIMIT ?";
    return database.read(c -> Sql.of(c, query, clauses.arguments.toArray()).all(AuditStore::entry));
  }

  /** How many entries a filter lets pass, up to a most. */
  int count(AuditFilter filter, int limit) {
    Clauses clauses = clauses(filter);
    clauses.arguments.add(limit);
    String query =
        "SELECT count(*) AS n FROM (SELECT 1 FROM audit " + clauses.where() + " LIMIT ?)";
    return database
        .read(c -> Sql.of(c, query, clauses.arguments.toArray()).first(row -> row.getInt("n")))
        .orElseThrow();
  }

  int deleteBefore(Instant instant) {
    return database.write(c -> Sql.of(c, "DELETE FROM audit WHERE at < ?", instant).execute());
  }

  private static Clauses clauses(AuditFilter filter) {
    Clauses clauses = new Clauses();
    filter.userId().ifPresent(id -> clauses.and("user_id = ?", id));
    filter.username().ifPresent(name -> clauses.and("lower(username) = lower(?)", name));
    filter.route().ifPresent(route -> clauses.and("route = ?", route));
    filter.window().from().ifPresent(from -> clauses.and("at >= ?", from));
    filter.window().to().ifPresent(to -> clauses.and("at < ?", to));
    filter.outcome().ifPresent(outcome -> clauses.and(condition(outcome)));
    return clauses;
  }

  private static String condition(AuditEntry.Outcome outcome) {
    return switch (outcome) {
      case SUCCESS -> "status < 400";
      case FAILED -> "status = 401";
      case REFUSED -> "status = 403";
    };
  }

  private static AuditEntry entry(ResultSet row) throws SQLException {
    Optional<UUID> keyId = Sql.maybeUuid(row, "key_id");
    String username = row.getString("username");
    return new AuditEntry(
        Sql.uuid(row, "id"),
        Sql.instant(row, "at").orElseThrow(),
        Sql.maybeUuid(row, "user_id").map(id -> new Actor(id, username, keyId)),
        new Event(
            row.getString("route"),
            Optional.empty(),
            row.getString("client"),
            Optional.ofNullable(row.getString("subject")),
            row.getInt("status")));
  }

  /** Conditions that all must hold, with their arguments. */
  private static final class Clauses {
    private final List<String> conditions = new ArrayList<>();
    private final List<Object> arguments = new ArrayList<>();

    void and(String condition, Object... values) {
      conditions.add(condition);
      arguments.addAll(List.of(values));
    }

    String where() {
      return conditions.isEmpty() ? "" : "WHERE " + String.join(" AND ", conditions);
    }
  }
}
