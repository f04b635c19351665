package dev.tempo.server.interfaces;

import dev.tempo.server.security.authorization.Role;
import dev.tempo.store.jdbc.Database;
import dev.tempo.store.jdbc.Migrations;
import dev.tempo.store.jdbc.ResultRow;
import dev.tempo.store.jdbc.Sql;
import dev.tempo.webapp.PortNotes;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import java.util.UUID;

/** Interfaces, who may see them, and the ports of their scripts, in the database. Thread-safe. */
final class InterfaceStore implements PortNotes {
  private static final Migrations MIGRATIONS =
      new Migrations(InterfaceStore.class, "interfaces", 2);

  private final Database database;

  InterfaceStore(Database database) {
    this.database = database;
    database.migrate(MIGRATIONS);
  }

  void save(InterfaceRow row) {
    database.write(
        c ->
            Sql.of(
                    c,
                    "INSERT INTO interface (id, user_id, job_id, project_id, role, session_id, key_id,"
                        + " run_id, port, started_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                        + " ON CONFLICT (id) DO UPDATE SET run_id = excluded.run_id,"
                        + " port = excluded.port",
                    row.id(),
                    row.place().userId(),
                    row.place().jobId(),
                    row.place().projectId(),
                    row.place().lesserRole().map(Role::label),
                    row.opener().sessionId(),
                    row.opener().keyId(),
                    row.runId(),
                    row.port(),
                    row.startedAt())
                .execute());
  }

  List<InterfaceRow> all() {
    return database.read(
        c -> Sql.of(c, "SELECT * FROM interface ORDER BY id").all(InterfaceStore::row));
  }

  private static InterfaceRow row(ResultRow row) throws SQLException {
    return new InterfaceRow(
        row.id("id"),
        new InterfaceRow.Place(
            row.id("user_id"),
            row.id("job_id"),
            row.id("project_id"),
            row.optionalText("role").flatMap(Role::named)),
        holder(row),
        row.id("run_id"),
        row.integer("port"),
        row.instant("started_at"));
  }

  private static Holder holder(ResultRow row) throws SQLException {
    return new Holder(row.optionalId("session_id"), row.optionalId("key_id"));
  }

  /** Forgets an interface with its cookies. */
  void delete(UUID id) {
    database.write(
        c -> {
          Sql.of(c, "DELETE FROM interface_cookie WHERE interface_id = ?", id).execute();
          return Sql.of(c, "DELETE FROM interface WHERE id = ?", id).execute();
        });
  }

  void addCookie(UUID id, InterfaceRow.Cookie cookie, Instant at) {
    database.write(
        c ->
            Sql.of(
                    c,
                    "INSERT INTO interface_cookie (hash, interface_id, session_id, key_id, created_at)"
                        + " VALUES (?, ?, ?, ?, ?)",
                    cookie.hash(),
                    id,
                    cookie.holder().sessionId(),
                    cookie.holder().keyId(),
                    at)
                .execute());
  }

  void deleteCookie(String hash) {
    database.write(c -> Sql.of(c, "DELETE FROM interface_cookie WHERE hash = ?", hash).execute());
  }

  /** The cookies of an interface, the oldest first. */
  List<InterfaceRow.Cookie> cookies(UUID id) {
    return database.read(
        c ->
            Sql.of(
                    c,
                    "SELECT hash, session_id, key_id FROM interface_cookie WHERE interface_id = ?"
                        + " ORDER BY created_at, hash",
                    id)
                .all(row -> new InterfaceRow.Cookie(row.text("hash"), holder(row))));
  }

  @Override
  public void put(UUID runId, int port) {
    database.write(
        c ->
            Sql.of(
                    c,
                    "INSERT INTO interface_port (run_id, port) VALUES (?, ?)"
                        + " ON CONFLICT (run_id) DO UPDATE SET port = excluded.port",
                    runId,
                    port)
                .execute());
  }

  @Override
  public OptionalInt find(UUID runId) {
    return database
        .read(
            c ->
                Sql.of(c, "SELECT port FROM interface_port WHERE run_id = ?", runId)
                    .first(row -> row.integer("port")))
        .map(OptionalInt::of)
        .orElseGet(OptionalInt::empty);
  }

  @Override
  public void remove(UUID runId) {
    database.write(c -> Sql.of(c, "DELETE FROM interface_port WHERE run_id = ?", runId).execute());
  }
}
