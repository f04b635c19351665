package dev.tempo.engine;

import java.time.Duration;

/** Durations as people write them. */
final class Durations {
  private Durations() {}

  /** For example {@code 1h 30m}, {@code 5s}, {@code 250ms}. */
  static String inWords(Duration duration) {
    String iso = duration.toString().substring(2).toLowerCase(java.util.Locale.ROOT);
    if (duration.compareTo(Duration.ofSeconds(1)) < 0) {
      return duration.toMillis() + "ms";
    }
    return iso.replaceAll("(?<=[hm])(?=\\d)", " ");
  }
}
