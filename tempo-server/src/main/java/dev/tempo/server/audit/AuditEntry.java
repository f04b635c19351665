package dev.tempo.server.audit;

import dev.tempo.server.http.Trail.Event;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * One line of the audit trail.
 *
 * @param id its identity; grows with time
 * @param at when
 * @param actor who; empty where nobody was logged in
 * @param event what
 */
record AuditEntry(UUID id, Instant at, Optional<Actor> actor, Event event) {

  /**
   * Who did something.
   *
   * @param userId the account
   * @param username its name then
   * @param keyId the API key that was shown; empty for a session
   */
  record Actor(UUID userId, String username, Optional<UUID> keyId) {}

  /** What came of it. */
  enum Outcome {
    /** It was done. */
    SUCCESS,
    /** Name or password were wrong. */
    FAILED,
    /** It was not allowed. */
    REFUSED
  }

  Outcome outcome() {
    return switch (event.status()) {
      case 401 -> Outcome.FAILED;
      case 403 -> Outcome.REFUSED;
      default -> Outcome.SUCCESS;
    };
  }
}
