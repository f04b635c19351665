package dev.tempo.server.forecast;

import java.util.Arrays;
import java.util.function.LongUnaryOperator;

/**
 * The times of day of a schedule of local times: its hours, minutes and seconds, each with each, on
 * every day that it names and on which the clock does not change. So a day is known by looking at
 * 24 hours, 60 minutes and 60 seconds. Immutable.
 *
 * @param hours of the day
 * @param minutes of each of these hours
 * @param seconds of each of these minutes
 */
record DayPattern(int[] hours, int[] minutes, int[] seconds) {
  private static final int SECOND_MS = 1_000;
  private static final int MINUTE_MS = 60 * SECOND_MS;
  static final int HOUR_MS = 60 * MINUTE_MS;
  private static final int DAY_MS = 24 * HOUR_MS;

  /**
   * Of a day on which the schedule fires.
   *
   * @param next the first fire after an instant, in milliseconds since the epoch
   */
  static DayPattern of(long dayStart, LongUnaryOperator next) {
    int[] hours = units(dayStart, DAY_MS, HOUR_MS, next);
    long hour = dayStart + (long) hours[0] * HOUR_MS;
    int[] minutes = units(hour, HOUR_MS, MINUTE_MS, next);
    long minute = hour + (long) minutes[0] * MINUTE_MS;
    return new DayPattern(hours, minutes, units(minute, MINUTE_MS, SECOND_MS, next));
  }

  private static int[] units(long start, int length, int unit, LongUnaryOperator next) {
    int[] found = new int[length / unit];
    int count = 0;
    long at = next.applyAsLong(start - 1);
    while (at < start + length) {
      int place = (int) ((at - start) / unit);
      found[count++] = place;
      at = next.applyAsLong(start + (long) (place + 1) * unit - 1);
    }
    return Arrays.copyOf(found, count);
  }
}
