package dev.tempo.server.auth;

import dev.tempo.server.access.Caller;
import dev.tempo.server.access.Role;
import dev.tempo.server.storage.Sql;
import dev.tempo.store.sqlite.SqliteDatabase;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The sessions that are open. A token counts only as long as its session stands here, so logging
 * out, deactivating and deleting an account end sessions at once.
 */
final class SessionStore {
  private static final List<String> MIGRATIONS =
      List.of(
          """
          CREATE TABLE sessions (
            id         BLOB    PRIMARY KEY,
            user_id    BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
            created_at INTEGER NOT NULL,
            expires_at INTEGER NOT NULL
          );
          CREATE INDEX sessions_by_user ON sessions (user_id);
          """);

  private final SqliteDatabase database;

  SessionStore(SqliteDatabase database) {
    this.database = database;
    database.migrate("sessions", MIGRATIONS);
  }

  /** Opens a session, and forgets those that have expired. */
  void open(UUID id, UUID userId, Instant now, Instant expiresAt) {
    database.write(
        c -> {
          Sql.of(c, "DELETE FROM sessions WHERE expires_at <= ?", now).execute();
          return Sql.of(c, "INSERT INTO sessions VALUES (?, ?, ?, ?)", id, userId, now, expiresAt)
              .execute();
        });
  }

  /** Whose session it is, if it is open and the account active. */
  Optional<Caller> caller(UUID id, Instant now) {
    return database.read(
        c ->
            Sql.of(
                    c,
                    """
                    SELECT u.id, u.username, u.role FROM sessions s JOIN users u ON u.id = s.user_id
                    WHERE s.id = ? AND s.expires_at > ? AND u.active = 1
                    """,
                    id,
                    now)
                .first(
                    row ->
                        new Caller(
                            Sql.uuid(row, "id"),
                            row.getString("username"),
                            Role.named(row.getString("role")).orElseThrow(),
                            Optional.of(id))));
  }

  void extend(UUID id, Instant expiresAt) {
    database.write(
        c -> Sql.of(c, "UPDATE sessions SET expires_at = ? WHERE id = ?", expiresAt, id).execute());
  }

  void close(UUID id) {
    database.write(c -> Sql.of(c, "DELETE FROM sessions WHERE id = ?", id).execute());
  }
}
