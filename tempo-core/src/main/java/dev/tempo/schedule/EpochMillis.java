package dev.tempo.schedule;

import java.time.Instant;

/**
 * Converts instants to milliseconds since the epoch. Instants too far away for the calendar are
 * moved to the nearest {@link #LIMIT}, where nothing occurs.
 */
final class EpochMillis {
  /** About 274,000 years; sums of a few such values do not overflow. */
  static final long LIMIT = 8_640_000_000_000_000L;

  private static final long LIMIT_SECONDS = LIMIT / 1000;

  private EpochMillis() {}

  /** The last whole millisecond at or before an instant. */
  static long floor(Instant instant) {
    if (Math.abs(instant.getEpochSecond()) >= LIMIT_SECONDS) {
      return instant.getEpochSecond() > 0 ? LIMIT : -LIMIT;
    }
    return instant.toEpochMilli();
  }

  /** The first whole millisecond at or after an instant. */
  static long ceil(Instant instant) {
    return floor(instant) + (instant.getNano() % 1_000_000 == 0 ? 0 : 1);
  }

  /** The nearest value within the limits. */
  static long clamp(long ms) {
    return Math.max(-LIMIT, Math.min(LIMIT, ms));
  }
}
