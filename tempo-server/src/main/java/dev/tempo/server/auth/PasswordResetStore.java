package dev.tempo.server.auth;

import dev.tempo.server.storage.Sql;
import dev.tempo.server.users.UserStore;
import dev.tempo.store.sqlite.SqliteDatabase;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** Helps who is locked out, while no server runs. */
public final class PasswordResetStore {
  private final SqliteDatabase database;

  /** Over a database, whose tables are made if they are not there. */
  public PasswordResetStore(SqliteDatabase database) {
    this.database = database;
    new UserStore(database);
    new SessionStore(database);
  }

  /**
   * Gives an account another password, makes it active, and ends its sessions.
   *
   * @return false if there is no account of this name
   */
  public boolean reset(String username, String passwordHash) {
    String key = username.toLowerCase(Locale.ROOT);
    return database.write(
        c -> {
          Optional<UUID> id =
              Sql.of(c, "SELECT id FROM users WHERE username_key = ?", key)
                  .first(row -> Sql.uuid(row, "id"));
          if (id.isPresent()) {
            Sql.of(
                    c,
                    "UPDATE users SET password_hash = ?, active = 1 WHERE id = ?",
                    passwordHash,
                    id)
                .execute();
            Sql.of(c, "DELETE FROM sessions WHERE user_id = ?", id).execute();
          }
          return id.isPresent();
        });
  }
}
