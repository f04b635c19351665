package dev.tempo.schedule;

import dev.tempo.value.TimeBounds;
import java.time.Duration;
import java.util.UUID;

/**
 * A constant delay per trigger, so that many triggers on the same minute do not all fire at once.
 *
 * <p>Jitter belongs to firing. Occurrences stay nominal: a preview, the history and the search for
 * the next occurrence know nothing of it, and a run fires at its occurrence plus the delay. As the
 * delay depends on the trigger alone, it is the same after a restart and on every machine.
 */
public final class Jitter {
  private Jitter() {}

  /**
   * Returns the delay of a trigger, evenly spread over 0 to max.
   *
   * @param triggerId any kind of UUID; all its bits count, so that ids made one after the other
   *     still spread
   * @param max the largest delay, inclusive; zero gives zero
   * @return whole milliseconds
   * @throws IllegalArgumentException if the maximum is negative or more than 36,525 days
   */
  public static Duration offset(UUID triggerId, Duration max) {
    long hash = mix(triggerId.getMostSignificantBits() ^ mix(triggerId.getLeastSignificantBits()));
    TimeBounds.duration("jitter", max);
    return Duration.ofMillis(Math.unsignedMultiplyHigh(hash, max.toMillis() + 1));
  }

  /**
   * The finalizer of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014): every bit affects every bit.
   */
  private static long mix(long bits) {
    long mixed = bits + 0x9E3779B97F4A7C15L;
    mixed = (mixed ^ mixed >>> 30) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ mixed >>> 27) * 0x94D049BB133111EBL;
    return mixed ^ mixed >>> 31;
  }
}
