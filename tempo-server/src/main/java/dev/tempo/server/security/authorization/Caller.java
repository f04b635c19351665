package dev.tempo.server.security.authorization;

import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * Who makes a request.
 *
 * @param userId the account
 * @param username its name
 * @param role what it may do with these credentials
 * @param sessionId the session that was logged in to; empty for a caller with an API key
 * @param key the API key that was shown; empty for a caller with a session
 */
public record Caller(
    UUID userId, String username, Role role, Optional<UUID> sessionId, Optional<Key> key) {

  /**
   * An API key.
   *
   * @param id its identity
   * @param triggersOnly whether it may call trigger URLs and nothing else
   * @param lesser whether its role is lower than that of its account
   */
  public record Key(UUID id, boolean triggersOnly, boolean lesser) {}

  /** Checks that nothing is null. */
  public Caller {
    Objects.requireNonNull(userId, "userId");
    Objects.requireNonNull(username, "username");
    Objects.requireNonNull(role, "role");
    Objects.requireNonNull(sessionId, "sessionId");
    Objects.requireNonNull(key, "key");
  }

  /** True if the caller acts with less than its account: what is the account's is not all its. */
  public boolean isLesser() {
    return key.map(Key::lesser).orElse(false);
  }

  /** True if the caller may do what the role may. */
  public boolean has(Role needed) {
    return role.atLeast(needed);
  }
}
