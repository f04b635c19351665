package dev.tempo.server.security.audit;

import dev.tempo.server.http.filter.AuditListener.Event;
import dev.tempo.server.security.audit.AuditEntry.Actor;
import dev.tempo.store.jdbc.Database;
import dev.tempo.store.jdbc.Migrations;
import dev.tempo.store.jdbc.ResultRow;
import dev.tempo.store.jdbc.Sql;
import dev.tempo.store.jdbc.SqlConditions;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The audit trail in the database. Rows are only added, and deleted by age; they name accounts
 * without a foreign key, since they outlive them.
 */
final class AuditStore {
  private static final Migrations MIGRATIONS = new Migrations(AuditStore.class, "audit", 1);

  private final Database database;

  AuditStore(Database database) {
    this.database = database;
    database.migrate(MIGRATIONS);
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
    SqlConditions conditions = conditions(filter);
    before.ifPresent(id -> conditions.and("id < ?", id));
    String query = "SELECT * FROM audit" + conditions.where() + " ORDER BY id DESC LIMIT ?";
    return database.read(c -> Sql.of(c, query, conditions.arguments(limit)).all(AuditStore::entry));
  }

  /** How many entries a filter lets pass, up to a most. */
  int count(AuditFilter filter, int limit) {
    SqlConditions conditions = conditions(filter);
    String query =
        "SELECT count(*) FROM (SELECT 1 FROM audit" + conditions.where() + " LIMIT ?) AS found";
    return database.read(c -> (int) Sql.of(c, query, conditions.arguments(limit)).count());
  }

  int deleteBefore(Instant instant) {
    return database.write(c -> Sql.of(c, "DELETE FROM audit WHERE at < ?", instant).execute());
  }

  private static SqlConditions conditions(AuditFilter filter) {
    SqlConditions conditions = new SqlConditions();
    filter.userId().ifPresent(id -> conditions.and("user_id = ?", id));
    filter.username().ifPresent(name -> conditions.and("lower(username) = lower(?)", name));
    filter.route().ifPresent(route -> conditions.and("route = ?", route));
    filter.window().from().ifPresent(from -> conditions.and("at >= ?", from));
    filter.window().to().ifPresent(to -> conditions.and("at < ?", to));
    filter.outcome().ifPresent(outcome -> conditions.and(condition(outcome)));
    return conditions;
  }

  private static String condition(AuditEntry.Outcome outcome) {
    return switch (outcome) {
      case SUCCESS -> "status < 400";
      case FAILED -> "status = 401";
      case REFUSED -> "status = 403";
    };
  }

  private static AuditEntry entry(ResultRow row) throws SQLException {
    Optional<UUID> keyId = row.optionalId("key_id");
    String username = row.text("username");
    return new AuditEntry(
        row.id("id"),
        row.instant("at"),
        row.optionalId("user_id").map(id -> new Actor(id, username, keyId)),
        new Event(
            row.text("route"),
            Optional.empty(),
            row.text("client"),
            row.optionalText("subject"),
            row.integer("status")));
  }
}
