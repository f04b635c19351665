package dev.tempo.server.users;

import dev.tempo.server.access.Role;
import dev.tempo.server.storage.Sql;
import dev.tempo.server.users.User.Account;
import dev.tempo.server.users.User.Preferences;
import dev.tempo.store.sqlite.SqliteDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.function.UnaryOperator;

/**
 * Accounts in the database. Thread-safe.
 *
 * <p>An account has two epochs, one for its sessions and one for its keys. A session or key notes
 * the epoch in which it was made and counts in that one only, so what must end all of them moves
 * the epoch on, in the same transaction that changes the account.
 */
public final class UserStore {
  private static final List<String> MIGRATIONS =
      List.of(
          """
          CREATE TABLE users (
            id            BLOB    PRIMARY KEY,
            username      TEXT    NOT NULL,
            username_key  TEXT    NOT NULL UNIQUE,
            email         TEXT,
            role          TEXT    NOT NULL,
            active        INTEGER NOT NULL,
            language      TEXT,
            theme         TEXT    NOT NULL,
            timezone      TEXT,
            password_hash TEXT    NOT NULL,
            created_at    INTEGER NOT NULL,
            last_login_at INTEGER,
            retention_days INTEGER,
            sessions_epoch INTEGER NOT NULL DEFAULT 0,
            keys_epoch     INTEGER NOT NULL DEFAULT 0
          );
          CREATE TABLE former_users (
            id         BLOB    PRIMARY KEY,
            username   TEXT    NOT NULL,
            deleted_at INTEGER NOT NULL
          );
          CREATE TABLE user_filters (
            user_id  BLOB PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
            document TEXT NOT NULL
          );
          """);

  private final SqliteDatabase database;

  /** The accounts of a database, whose tables are made if they are not there. */
  public UserStore(SqliteDatabase database) {
    this.database = database;
    database.migrate("users", MIGRATIONS);
  }

  /** True if there is an account. */
  public boolean any() {
    return database.read(
        c -> Sql.of(c, "SELECT 1 FROM users LIMIT 1").first(row -> true).isPresent());
  }

  /** The account of this id. */
  public Optional<User> find(UUID id) {
    return database.read(
        c -> Sql.of(c, "SELECT * FROM users WHERE id = ?", id).first(UserStore::user));
  }

  /** An account and the hash of its password, by its name in any case. */
  public Optional<Login> findLogin(String username) {
    return database.read(
        c ->
            Sql.of(c, "SELECT * FROM users WHERE username_key = ?", key(username))
                .first(UserStore::login));
  }

  /** An account and the hash of its password, by its id. */
  public Optional<Login> findLogin(UUID id) {
    return database.read(
        c -> Sql.of(c, "SELECT * FROM users WHERE id = ?", id).first(UserStore::login));
  }

  /** The name of an account that was deleted. */
  public Optional<String> formerName(UUID id) {
    return database.read(
        c ->
            Sql.of(c, "SELECT username FROM former_users WHERE id = ?", id)
                .first(row -> row.getString("username")));
  }

  /** The oldest account that may administer now. */
  public Optional<User> firstAdmin() {
    return database.read(
        c ->
            Sql.of(c, "SELECT * FROM users WHERE role = 'admin' AND active = 1 ORDER BY id LIMIT 1")
                .first(UserStore::user));
  }

  /**
   * Some accounts, by name.
   *
   * @param after the name that the page before ended with; empty for the first page
   */
  public List<User> page(Optional<String> after, int limit) {
    return database.read(
        c ->
            Sql.of(
                    c,
                    "SELECT * FROM users WHERE username_key > ? ORDER BY username_key LIMIT ?",
                    key(after.orElse("")),
                    limit)
                .all(UserStore::user));
  }

  /** How many accounts there are. */
  public int count() {
    return database
        .read(c -> Sql.of(c, "SELECT count(*) AS n FROM users").first(row -> row.getInt("n")))
        .orElseThrow();
  }

  /**
   * Makes the first account.
   *
   * @return false, and nothing is made, if there is an account
   */
  public boolean insertFirst(User user, String passwordHash) {
    return database.write(
        c -> {
          boolean first = Sql.of(c, "SELECT 1 FROM users LIMIT 1").first(row -> true).isEmpty();
          if (first) {
            insert(c, user, passwordHash);
          }
          return first;
        });
  }

  /**
   * Makes an account.
   *
   * @return false, and nothing is made, if its name is taken
   */
  public boolean insert(User user, String passwordHash) {
    return database.write(
        c -> {
          boolean free =
              Sql.of(c, "SELECT 1 FROM users WHERE username_key = ?", key(user.username()))
                  .first(row -> true)
                  .isEmpty();
          if (free) {
            insert(c, user, passwordHash);
          }
          return free;
        });
  }

  /** Notes a log-in. */
  public void loggedIn(UUID id, Instant at) {
    database.write(
        c -> Sql.of(c, "UPDATE users SET last_login_at = ? WHERE id = ?", at, id).execute());
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
              .first(row -> row.getLong("sessions_epoch"));
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

  /** The filters that somebody saved, as a JSON document; empty if none. */
  public Optional<String> filters(UUID id) {
    return database.read(
        c ->
            Sql.of(c, "SELECT document FROM user_filters WHERE user_id = ?", id)
                .first(row -> row.getString("document")));
  }

  /** Saves somebody's filters; without effect if the account is gone. */
  public void saveFilters(UUID id, String document) {
    database.write(
        c ->
            Sql.of(
                    c,
                    """
                    INSERT INTO user_filters (user_id, document)
                    SELECT id, ? FROM users WHERE id = ?
                    ON CONFLICT (user_id) DO UPDATE SET document = excluded.document
                    """,
                    document,
                    id)
                .execute());
  }

  private static boolean isTaken(Connection c, User user) throws SQLException {
    String query = "SELECT 1 FROM users WHERE username_key = ? AND id <> ?";
    return Sql.of(c, query, key(user.username()), user.id()).first(row -> true).isPresent();
  }

  private static boolean isLastAdmin(Connection c, User user) throws SQLException {
    String others = "SELECT 1 FROM users WHERE role = 'admin' AND active = 1 AND id <> ? LIMIT 1";
    return user.account().administers()
        && Sql.of(c, others, user.id()).first(row -> true).isEmpty();
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
            key(user.username()),
            user.account().email(),
            user.account().role().label(),
            user.account().active(),
            user.preferences().language(),
            user.preferences().theme(),
            user.preferences().timezone(),
            days(user),
            passwordHash,
            epochs,
            epochs,
            user.id())
        .execute();
  }

  private static void insert(Connection c, User user, String passwordHash) throws SQLException {
    Sql.of(
            c,
            """
            INSERT INTO users (id, username, username_key, email, role, active, language, theme,
              timezone, password_hash, created_at, last_login_at, retention_days)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            user.id(),
            user.username(),
            key(user.username()),
            user.account().email(),
            user.account().role().label(),
            user.account().active(),
            user.preferences().language(),
            user.preferences().theme(),
            user.preferences().timezone(),
            passwordHash,
            user.createdAt(),
            user.lastLoginAt(),
            days(user))
        .execute();
  }

  private static User user(ResultSet row) throws SQLException {
    return new User(
        Sql.uuid(row, "id"),
        new Account(
            row.getString("username"),
            Optional.ofNullable(row.getString("email")),
            Role.named(row.getString("role")).orElseThrow(),
            row.getBoolean("active"),
            retentionDays(row)),
        new Preferences(
            Optional.ofNullable(row.getString("language")),
            row.getString("theme"),
            Optional.ofNullable(row.getString("timezone"))),
        Sql.instant(row, "created_at").orElseThrow(),
        Sql.instant(row, "last_login_at"));
  }

  private static Login login(ResultSet row) throws SQLException {
    return new Login(user(row), row.getString("password_hash"), row.getLong("sessions_epoch"));
  }

  private static Object days(User user) {
    OptionalInt days = user.account().retentionDays();
    return days.isPresent() ? days.getAsInt() : null;
  }

  private static OptionalInt retentionDays(ResultSet row) throws SQLException {
    int days = row.getInt("retention_days");
    return row.wasNull() ? OptionalInt.empty() : OptionalInt.of(days);
  }

  private static String key(String username) {
    return username.toLowerCase(Locale.ROOT);
  }

  /**
   * What a log-in is checked against.
   *
   * @param user the account
   * @param passwordHash of its password
   * @param sessionsEpoch in which a session counts that is opened with this password
   */
  public record Login(User user, String passwordHash, long sessionsEpoch) {}

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
