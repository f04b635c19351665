package dev.tempo.server.users;

import dev.tempo.server.security.authorization.Role;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;

/**
 * An account. Immutable.
 *
 * @param id its identity
 * @param account who it is and what it may do
 * @param preferences what it likes to see
 * @param createdAt when it was made
 * @param lastLoginAt when somebody last logged in to it; empty before
 */
public record User(
    UUID id,
    Account account,
    Preferences preferences,
    Instant createdAt,
    Optional<Instant> lastLoginAt) {

  /** Checks that nothing is null. */
  public User {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(account, "account");
    Objects.requireNonNull(preferences, "preferences");
    Objects.requireNonNull(createdAt, "createdAt");
    Objects.requireNonNull(lastLoginAt, "lastLoginAt");
  }

  /**
   * Who it is and what it may do.
   *
   * @param username its name, unique whatever the case
   * @param email where to write to; empty if unknown
   * @param role what it may do
   * @param active whether it may log in
   * @param retentionDays how many days the runs that it started are kept; empty for what holds for
   *     its role
   */
  public record Account(
      String username,
      Optional<String> email,
      Role role,
      boolean active,
      OptionalInt retentionDays) {

    /** Checks that nothing is null. */
    public Account {
      Objects.requireNonNull(username, "username");
      Objects.requireNonNull(email, "email");
      Objects.requireNonNull(role, "role");
      Objects.requireNonNull(retentionDays, "retentionDays");
    }

    /** One whose runs are kept as long as its role says. */
    public Account(String username, Optional<String> email, Role role, boolean active) {
      this(username, email, role, active, OptionalInt.empty());
    }

    /** True for one that may administer now. */
    boolean administers() {
      return active && role == Role.ADMIN;
    }
  }

  /**
   * What it likes to see.
   *
   * @param language of pages and messages; empty for the browser's
   * @param theme {@code light}, {@code dark} or {@code system}
   * @param timezone in which times are shown; empty for the browser's
   */
  public record Preferences(Optional<String> language, String theme, Optional<String> timezone) {

    /** The browser's language and zone, the system's theme. */
    public static final Preferences DEFAULT =
        new Preferences(Optional.empty(), "system", Optional.empty());

    /** Checks that nothing is null. */
    public Preferences {
      Objects.requireNonNull(language, "language");
      Objects.requireNonNull(theme, "theme");
      Objects.requireNonNull(timezone, "timezone");
    }
  }

  /** Its name. */
  public String username() {
    return account.username();
  }

  /** Returns a copy with other rights. */
  public User withAccount(Account account) {
    return new User(id, account, preferences, createdAt, lastLoginAt);
  }

  /** Returns a copy with other likings. */
  public User withPreferences(Preferences preferences) {
    return new User(id, account, preferences, createdAt, lastLoginAt);
  }
}
