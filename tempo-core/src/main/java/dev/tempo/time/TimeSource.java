package dev.tempo.time;

import java.time.Instant;
import java.time.InstantSource;

/**
 * Wall time and monotonic time, read together. Wall time says when an occurrence is due; it may
 * step in either direction. Monotonic time measures time-outs and delays; it never steps.
 *
 * <p>Implementations are safe for use by many threads.
 */
public interface TimeSource extends InstantSource {

  /**
   * Monotonic time in nanoseconds from an arbitrary origin; only differences have a meaning, as
   * with {@link System#nanoTime()}.
   */
  long nanoTime();

  /**
   * The wall time in whole milliseconds, which is what Tempo stores.
   *
   * @return never null
   */
  default Instant nowMillis() {
    return Instant.ofEpochMilli(millis());
  }

  /** The clocks of this machine. */
  static TimeSource system() {
    return SystemTimeSource.INSTANCE;
  }
}
