package dev.tempo.server.access;

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
   */
  public record Key(UUID id, boolean triggersOnly) {}

  /** Checks that nothing is null. */
  public Caller {
    Objects.requireNonNull(userId, "userId");
    Objects.requireNonNull(username, "username");
    Objects.requireNonNull(role, "role");
    Objects.requireNonNull(sessionId, "sessionId");
    Objects.requireNonNull(key, "key");
  }

  /** True if the caller may do what the role may. */
  public boolean has(Role needed) {
    return role.atLeast(needed);
  }
}
