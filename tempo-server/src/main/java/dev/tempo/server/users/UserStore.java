package dev.tempo.server.users;

import dev.tempo.server.security.authorization.Role;
import dev.tempo.server.users.User.Account;
import dev.tempo.server.users.User.Preferences;
import dev.tempo.store.jdbc.Database;
import dev.tempo.store.jdbc.Migrations;
import dev.tempo.store.jdbc.ResultRow;
import dev.tempo.store.jdbc.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * Accounts in the database. Thread-safe.
 *
 * <p>{@link AccountStore} changes them. An account has two epochs, one for its sessions and one for
 * its keys. A session or key notes the epoch in which it was made and counts in that one only, so
 * what must end all of them moves the epoch on, in the same transaction that changes the account.
 */
public final class UserStore {
  private static final Migrations MIGRATIONS = new Migrations(UserStore.class, "users", 1);
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final Database database;

  /** The accounts of a database, whose tables are made if they are not there. */
  public UserStore(Database database) {
    this.database = database;
    database.migrate(MIGRATIONS);
  }

  /** True if there is an account. */
  public boolean any() {
    return database.read(c -> Sql.of(c, "SELECT 1 FROM users LIMIT 1").exists());
  }

  /** The account of this id. */
  public Optional<User> find(UUID id) {
    return database.read(
        c -> Sql.of(c, "SELECT * FROM users WHERE id = ?", id).first(UserStore::user));
  }

  /** An account that is active and has this address; of several, the oldest. */
  public Optional<User> findByEmail(String address) {
    return database.read(
        c ->
            Sql.of(
                    c,
                    "SELECT * FROM users WHERE lower(email) = ? AND active = 1 ORDER BY id LIMIT 1",
                    address.toLowerCase(Locale.ROOT))
                .first(UserStore::user));
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
                .first(row -> row.text("username")));
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
    return database.read(c -> (int) Sql.of(c, "SELECT count(*) FROM users").count());
  }

  /**
   * Makes the first account.
   *
   * @return false, and nothing is made, if there is an account
   */
  public boolean insertFirst(User user, String passwordHash) {
    return database.exclusively(
        "first account", TIMEOUT, () -> database.write(c -> insertFirst(c, user, passwordHash)));
  }

  private static boolean insertFirst(Connection c, User user, String passwordHash)
      throws SQLException {
    boolean first = !Sql.of(c, "SELECT 1 FROM users LIMIT 1").exists();
    if (first) {
      insert(c, user, passwordHash);
    }
    return first;
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
              !Sql.of(c, "SELECT 1 FROM users WHERE username_key = ?", key(user.username()))
                  .exists();
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
            user.account().retentionDays())
        .execute();
  }

  static User user(ResultRow row) throws SQLException {
    return new User(
        row.id("id"),
        new Account(
            row.text("username"),
            row.optionalText("email"),
            Role.named(row.text("role")).orElseThrow(),
            row.flag("active"),
            row.optionalInteger("retention_days")),
        new Preferences(
            row.optionalText("language"), row.text("theme"), row.optionalText("timezone")),
        row.instant("created_at"),
        row.optionalInstant("last_login_at"));
  }

  private static Login login(ResultRow row) throws SQLException {
    return new Login(user(row), row.text("password_hash"), row.number("sessions_epoch"));
  }

  static String key(String username) {
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
}
