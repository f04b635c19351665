package dev.tempo.server.security.authentication;

import dev.tempo.server.security.authorization.Caller;
import dev.tempo.server.security.authorization.Role;
import dev.tempo.store.jdbc.Database;
import dev.tempo.store.jdbc.Migrations;
import dev.tempo.store.jdbc.Sql;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * The sessions that are open. A token counts only as long as its session stands here and is of its
 * account's present epoch, so logging out, a new password, deactivating and deleting an account end
 * sessions at once.
 */
final class SessionStore {
  private static final Migrations MIGRATIONS = new Migrations(SessionStore.class, "sessions", 2);

  private final Database database;

  SessionStore(Database database) {
    this.database = database;
    database.migrate(MIGRATIONS);
  }

  /**
   * A session.
   *
   * @param id its identity
   * @param userId whose it is
   * @param epoch of the account's sessions when its credentials were checked
   * @param halfHash of what a browser must show besides its cookie
   * @param openedAt when it was opened
   * @param expiresAt when it ends if it is not used
   */
  record Opening(
      UUID id, UUID userId, long epoch, byte[] halfHash, Instant openedAt, Instant expiresAt) {}

  /** Opens a session, and forgets those that have expired. */
  void open(Opening session) {
    database.write(
        c -> {
          Sql.of(c, "DELETE FROM sessions WHERE expires_at <= ?", session.openedAt()).execute();
          return Sql.of(
                  c,
                  """
                  INSERT INTO sessions (id, user_id, created_at, expires_at, epoch, half_hash)
                  SELECT ?, id, ?, ?, ?, ? FROM users WHERE id = ?
                  """,
                  session.id(),
                  session.openedAt(),
                  session.expiresAt(),
                  session.epoch(),
                  session.halfHash(),
                  session.userId())
              .execute();
        });
  }

  /** Whose session it is, if it is open and the account active. */
  Optional<Caller> caller(UUID id, Instant now) {
    return find(id, now).map(Found::caller);
  }

  /** The same, if the hash is that of its half besides. */
  Optional<Caller> caller(UUID id, byte[] halfHash, Instant now) {
    return find(id, now)
        .filter(found -> MessageDigest.isEqual(found.halfHash, halfHash))
        .map(Found::caller);
  }

  private Optional<Found> find(UUID id, Instant now) {
    return database.read(
        c ->
            Sql.of(
                    c,
                    """
                    SELECT u.id, u.username, u.role, s.half_hash FROM sessions s JOIN users u ON u.id = s.user_id
                    WHERE s.id = ? AND s.expires_at > ? AND u.active = 1
                      AND s.epoch = u.sessions_epoch
                    """,
                    id,
                    now)
                .first(
                    row ->
                        new Found(
                            new Caller(
                                row.id("id"),
                                row.text("username"),
                                Role.named(row.text("role")).orElseThrow(),
                                Optional.of(id),
                                Optional.empty()),
                            row.bytes("half_hash"))));
  }

  private record Found(Caller caller, byte[] halfHash) {}

  /** Takes one session along into the next epoch of its account's. */
  void keep(UUID id, long epoch) {
    database.write(
        c ->
            Sql.of(
                    c,
                    "UPDATE sessions SET epoch = ? WHERE id = ? AND epoch = ?",
                    epoch,
                    id,
                    epoch - 1)
                .execute());
  }

  void extend(UUID id, Instant expiresAt) {
    database.write(
        c -> Sql.of(c, "UPDATE sessions SET expires_at = ? WHERE id = ?", expiresAt, id).execute());
  }

  void close(UUID id) {
    database.write(c -> Sql.of(c, "DELETE FROM sessions WHERE id = ?", id).execute());
  }
}
