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
import java.util.UUID;

/** Accounts in the database. Thread-safe. */
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
            last_login_at INTEGER
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
                .first(row -> new Login(user(row), row.getString("password_hash"))));
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

  private static void insert(Connection c, User user, String passwordHash) throws SQLException {
    Sql.of(
            c,
            """
            INSERT INTO users (id, username, username_key, email, role, active, language, theme,
              timezone, password_hash, created_at, last_login_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
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
            user.lastLoginAt())
        .execute();
  }

  private static User user(ResultSet row) throws SQLException {
    return new User(
        Sql.uuid(row, "id"),
        new Account(
            row.getString("username"),
            Optional.ofNullable(row.getString("email")),
            Role.named(row.getString("role")).orElseThrow(),
            row.getBoolean("active")),
        new Preferences(
            Optional.ofNullable(row.getString("language")),
            row.getString("theme"),
            Optional.ofNullable(row.getString("timezone"))),
        Sql.instant(row, "created_at").orElseThrow(),
        Sql.instant(row, "last_login_at"));
  }

  private static String key(String username) {
    return username.toLowerCase(Locale.ROOT);
  }

  /**
   * What a log-in is checked against.
   *
   * @param user the account
   * @param passwordHash of its password
   */
  public record Login(User user, String passwordHash) {}
}
