package dev.tempo.server.security.authentication;

import dev.tempo.server.users.UserStore;
import dev.tempo.store.jdbc.Database;
import dev.tempo.store.jdbc.Sql;
import java.util.Locale;

/** Helps who is locked out, while no server runs. */
public final class PasswordResetStore {
  private final Database database;

  /** Over a database, whose tables are made if they are not there. */
  public PasswordResetStore(Database database) {
    this.database = database;
    new UserStore(database);
    new SessionStore(database);
  }

  /** How an account stood whose password was reset; it stands so still. */
  public enum Outcome {
    /** Whoever knows the new password may come in. */
    ACTIVE,
    /** Nobody may come in: somebody deactivated it. */
    DEACTIVATED,
    /** There is no such account. */
    UNKNOWN
  }

  /**
   * Gives an account another password, and ends its sessions and keys. Whether it is active stays
   * as it is.
   */
  public Outcome reset(String username, String passwordHash) {
    String key = username.toLowerCase(Locale.ROOT);
    return database.write(
        c -> {
          Sql.of(
                  c,
                  """
                  UPDATE users SET password_hash = ?, sessions_epoch = sessions_epoch + 1,
                    keys_epoch = keys_epoch + 1
                  WHERE username_key = ?
                  """,
                  passwordHash,
                  key)
              .execute();
          return Sql.of(c, "SELECT active FROM users WHERE username_key = ?", key)
              .first(row -> row.flag("active") ? Outcome.ACTIVE : Outcome.DEACTIVATED)
              .orElse(Outcome.UNKNOWN);
        });
  }
}
