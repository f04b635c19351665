package dev.tempo.engine.turn;

import java.time.Duration;
import java.util.Locale;

/** Formats durations for people. */
public final class DurationFormat {
  /** Durations that are longer count as so long, so that no sum of two overflows. */
  private static final Duration LONGEST = Duration.ofDays(36_525);

  private DurationFormat() {}

  /** In nanoseconds; not more than a hundred years, and not less than none. */
  public static long nanos(Duration duration) {
    if (duration.isNegative()) {
      return 0;
    }
    return duration.compareTo(LONGEST) < 0 ? duration.toNanos() : LONGEST.toNanos();
  }

  /** For example {@code 1h 30m}, {@code 5s}, {@code 250ms}. */
  public static String inWords(Duration duration) {
    String iso = duration.toString().substring(2).toLowerCase(Locale.ROOT);
    if (duration.compareTo(Duration.ofSeconds(1)) < 0) {
      return duration.toMillis() + "ms";
    }
    return iso.replaceAll("(?<=[hm])(?=\\d)", " ");
  }
}
