package dev.tempo.server.security.audit;

import dev.tempo.server.http.filter.AuditListener.Event;
import java.time.Instant;
import java.util.Locale;
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

  /** As one line of a log: names and values, in quotes where there may be spaces. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "status=%d user=%s key=%s client=%s route=%s subject=%s id=%s",
        event.status(),
        quoted(actor.map(Actor::username)),
        actor.flatMap(Actor::keyId).map(UUID::toString).orElse("-"),
        event.client(),
        quoted(Optional.of(event.route())),
        quoted(event.subject()),
        id);
  }

  private static String quoted(Optional<String> text) {
    return text.map(given -> "\"" + given.replace("\\", "\\\\").replace("\"", "\\\"") + "\"")
        .orElse("-");
  }

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
