package dev.tempo.server.security.audit;

import dev.tempo.server.http.filter.AuditListener.Event;
import dev.tempo.server.security.authorization.AccessTable;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Suppresses repeated audit entries for consecutive reads of the same log by the same client.
 * Thread-safe.
 */
final class RepeatedReadFilter {
  private static final Duration ONE_LOOK = Duration.ofMinutes(1);
  private static final int MANY = 1_000;

  private record Look(Object userId, String client, String route, Object subject) {}

  private final ConcurrentMap<Look, Instant> begun = new ConcurrentHashMap<>();

  /** True if this is part of a look that was noted less than a minute ago. */
  boolean isRepeated(Event event, Instant now) {
    boolean changes = AccessTable.rows().get(event.route()).changes();
    if (changes || event.status() >= 400) {
      return false;
    }
    if (begun.size() > MANY) {
      begun.values().removeIf(since -> isOver(since, now));
    }
    Look look =
        new Look(
            event.caller().map(caller -> caller.userId()),
            event.client(),
            event.route(),
            event.subject());
    boolean[] repeated = new boolean[1];
    begun.compute(
        look,
        (key, since) -> {
          repeated[0] = since != null && !isOver(since, now);
          return repeated[0] ? since : now;
        });
    return repeated[0];
  }

  private static boolean isOver(Instant since, Instant now) {
    return since.plus(ONE_LOOK).isBefore(now);
  }
}
