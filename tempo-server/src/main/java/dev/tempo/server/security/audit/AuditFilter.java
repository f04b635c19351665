package dev.tempo.server.security.audit;

import dev.tempo.server.security.audit.AuditEntry.Outcome;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * Which entries are asked for.
 *
 * @param userId of an account; empty for all
 * @param username of an account, in any case; empty for all
 * @param route what was done; empty for all
 * @param outcome what came of it; empty for all
 * @param window when it was
 */
record AuditFilter(
    Optional<UUID> userId,
    Optional<String> username,
    Optional<String> route,
    Optional<Outcome> outcome,
    Window window) {

  /**
   * A span of time.
   *
   * @param from the first instant; empty for the beginning
   * @param to the first instant after it; empty for now
   */
  record Window(Optional<Instant> from, Optional<Instant> to) {}
}
