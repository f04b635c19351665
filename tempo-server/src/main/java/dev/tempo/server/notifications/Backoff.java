package dev.tempo.server.notifications;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * When a notice that failed is tried again: after 30 s, then after twice as long each time, an hour
 * at most, until it is a day old.
 */
final class Backoff {
  static final Duration FIRST = Duration.ofSeconds(30);
  static final Duration LONGEST = Duration.ofHours(1);
  static final Duration GIVE_UP = Duration.ofDays(1);

  private static final int MOST_DOUBLINGS = 7;

  private Backoff() {}

  /** When to try again; empty when it is enough. */
  static Optional<Instant> next(QueuedNotification.Progress progress, Instant now) {
    if (Duration.between(progress.createdAt(), now).compareTo(GIVE_UP) >= 0) {
      return Optional.empty();
    }
    Duration wait = FIRST.multipliedBy(1L << Math.min(progress.attempts(), MOST_DOUBLINGS));
    return Optional.of(now.plus(wait.compareTo(LONGEST) < 0 ? wait : LONGEST));
  }
}
