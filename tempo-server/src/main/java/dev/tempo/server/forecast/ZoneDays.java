package dev.tempo.server.forecast;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;

/**
 * The days of a time zone in a span, and which of them are even: 24 hours of whole minutes, in
 * which the clock does not change. Looked up by an instant without making objects. Immutable.
 */
final class ZoneDays {
  private static final long DAY_MS = 86_400_000;

  /** When each day begins, in milliseconds since the epoch, and when the last one ends. */
  private final long[] starts;

  private final boolean[] even;

  /** Of a zone, from the day of one instant to the day of another. */
  ZoneDays(ZoneId zone, Instant from, Instant to) {
    LocalDate first = from.atZone(zone).toLocalDate();
    LocalDate last = to.atZone(zone).toLocalDate();
    int days = (int) (last.toEpochDay() - first.toEpochDay()) + 1;
    starts = new long[days + 1];
    even = new boolean[days];
    for (int i = 0; i <= days; i++) {
      starts[i] = first.plusDays(i).atStartOfDay(zone).toInstant().toEpochMilli();
    }
    for (int i = 0; i < days; i++) {
      even[i] = isEven(zone.getRules(), starts[i], starts[i + 1]);
    }
  }

  private static boolean isEven(ZoneRules rules, long start, long end) {
    if (end - start != DAY_MS || start % ForecastSpan.MINUTE_MS != 0) {
      return false;
    }
    ZoneOffsetTransition change = rules.nextTransition(Instant.ofEpochMilli(start - 1));
    return change == null || change.toEpochSecond() * 1_000 >= end;
  }

  /** The place of the day of an instant, which must lie between the two, after a place. */
  int dayOf(long epochMs, int from) {
    int day = from;
    while (starts[day + 1] <= epochMs) {
      day++;
    }
    return day;
  }

  long start(int day) {
    return starts[day];
  }

  long end(int day) {
    return starts[day + 1];
  }

  boolean isEven(int day) {
    return even[day];
  }
}
