package dev.tempo;

import dev.tempo.internal.message.ValueMessages;
import dev.tempo.message.InvalidValueException;
import dev.tempo.value.TimeBounds;
import java.time.Duration;

/**
 * Limits how many runs a queue starts: no more than so many within any span of a length. Immutable.
 *
 * <p>Counted exactly over a sliding window, not from the full minute on: so no two spans that touch
 * let twice as many through. A permit comes back at the earliest when the span has passed since it
 * was taken, and at most a 64th of the span later. What was taken is stored with the starts, so
 * neither a crash nor a restart lets more through.
 *
 * @param permits how many runs, 1 to 1,000,000
 * @param per the length of the span
 */
public record QueueRate(int permits, Duration per) {
  private static final int MAX_PERMITS = 1_000_000;

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if the permits are not 1 to 1,000,000, or the span is not from
   *     1 ms to 36,525 days in whole milliseconds
   */
  public QueueRate {
    if (permits < 1 || permits > MAX_PERMITS) {
      throw new InvalidValueException(
          ValueMessages.RANGE.of("rate.permits", 1, MAX_PERMITS, permits));
    }
    TimeBounds.positive("rate.per", per);
  }
}
