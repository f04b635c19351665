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
 */
public record Caller(UUID userId, String username, Role role, Optional<UUID> sessionId) {

  /** Checks that nothing is null. */
  public Caller {
    Objects.requireNonNull(userId, "userId");
    Objects.requireNonNull(username, "username");
    Objects.requireNonNull(role, "role");
    Objects.requireNonNull(sessionId, "sessionId");
  }

  /** True if the caller may do what the role may. */
  public boolean has(Role needed) {
    return role.atLeast(needed);
  }
}
