package dev.tempo.server.users;

import dev.tempo.store.jdbc.Database;
import dev.tempo.store.jdbc.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;

/**
 * Changes of accounts, each in one transaction with the checks that it needs and the end of the
 * sessions and keys that it must end; see {@link UserStore} for how. Thread-safe.
 */
public final class AccountStore {
  private final Database database;

  /** Of the accounts of a database, whose tables {@link UserStore} has made. */
  public AccountStore(Database database) {
    this.database = database;
  }

  /**
   * Changes an account, in one transaction with the check that it may be changed so. A new password
   * and an account that becomes inactive end its sessions and keys.
   *
   * @param change from how the account stands to how it shall; pure, since it may be called again
   * @param passwordHash of a new password; empty to keep the old one
   */
  public Changed change(UUID id, UnaryOperator<User> change, Optional<String> passwordHash) {
    return database.write(
        c -> {
          Optional<User> before =
              Sql.of(c, "SELECT * FROM users WHERE id = ?", id).first(UserStore::user);
          if (before.isEmpty()) {
            return Changed.refused(Outcome.GONE);
          }
          User after = change.apply(before.get());
          if (isTaken(c, after)) {
            return Changed.refused(Outcome.NAME_TAKEN);
          }
          if (!after.account().administers() && isLastAdmin(c, before.get())) {
            return Changed.refused(Outcome.LAST_ADMIN);
          }
          boolean deactivated = before.get().account().active() && !after.account().active();
          update(c, after, passwordHash, deactivated || passwordHash.isPresent() ? 1 : 0);
          return new Changed(Outcome.DONE, before, Optional.of(after));
        });
  }

  /**
   * Gives an account a new password of its own choice, which ends its sessions but not its keys.
   *
   * @return the epoch of its sessions from now on; empty if the account is gone
   */
  public Optional<Long> changePassword(UUID id, String passwordHash) {
    return database.write(
        c -> {
          Sql.of(
                  c,
                  """
                  UPDATE users SET password_hash = ?, sessions_epoch = sessions_epoch + 1
                  WHERE id = ?
                  """,
                  passwordHash,
                  id)
              .execute();
          return Sql.of(c, "SELECT sessions_epoch FROM users WHERE id = ?", id)
              .first(row -> row.number("sessions_epoch"));
        });
  }

  /** Deletes an account with its sessions and keys; its name is remembered. */
  public Changed delete(UUID id, Instant at) {
    return database.write(
        c -> {
          Optional<User> user =
              Sql.of(c, "SELECT * FROM users WHERE id = ?", id).first(UserStore::user);
          if (user.isEmpty()) {
            return Changed.refused(Outcome.GONE);
          }
          if (isLastAdmin(c, user.get())) {
            return Changed.refused(Outcome.LAST_ADMIN);
          }
          String remember = "INSERT INTO former_users (id, username, deleted_at) VALUES (?, ?, ?)";
          Sql.of(c, remember, id, user.get().username(), at).execute();
          Sql.of(c, "DELETE FROM users WHERE id = ?", id).execute();
          return new Changed(Outcome.DONE, user, Optional.empty());
        });
  }

  private static boolean isTaken(Connection c, User user) throws SQLException {
    String query = "SELECT 1 FROM users WHERE username_key = ? AND id <> ?";
    return Sql.of(c, query, UserStore.key(user.username()), user.id()).exists();
  }

  private static boolean isLastAdmin(Connection c, User user) throws SQLException {
    String others = "SELECT 1 FROM users WHERE role = 'admin' AND active = 1 AND id <> ? LIMIT 1";
    return user.account().administers() && !Sql.of(c, others, user.id()).exists();
  }

  private static void update(Connection c, User user, Optional<String> passwordHash, int epochs)
      throws SQLException {
    Sql.of(
            c,
            """
            UPDATE users SET username = ?, username_key = ?, email = ?, role = ?, active = ?,
              language = ?, theme = ?, timezone = ?, retention_days = ?,
              password_hash = coalesce(?, password_hash),
              sessions_epoch = sessions_epoch + ?, keys_epoch = keys_epoch + ?
            WHERE id = ?
            """,
            user.username(),
            UserStore.key(user.username()),
            user.account().email(),
            user.account().role().label(),
            user.account().active(),
            user.preferences().language(),
            user.preferences().theme(),
            user.preferences().timezone(),
            user.account().retentionDays(),
            passwordHash,
            epochs,
            epochs,
            user.id())
        .execute();
  }

  /** How a change ended. */
  public enum Outcome {
    /** It is done. */
    DONE,
    /** There is no such account. */
    GONE,
    /** Another account has the name. */
    NAME_TAKEN,
    /** Nobody would be left to administer. */
    LAST_ADMIN
  }

  /**
   * A change, or why it was not made.
   *
   * @param outcome how it ended
   * @param before the account as it was; empty if nothing was done
   * @param after the account as it is; empty if nothing was done or it was deleted
   */
  public record Changed(Outcome outcome, Optional<User> before, Optional<User> after) {
    static Changed refused(Outcome why) {
      return new Changed(why, Optional.empty(), Optional.empty());
    }
  }
}
