package dev.tempo.server.notifications;

import dev.tempo.server.notifications.DigestStore.Frequency;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.TemporalAdjusters;

/**
 * When digests are due: at a time of day in a zone, each day or each Monday.
 *
 * @param at the time of day
 * @param zone whose clock counts
 */
record DigestTimes(Frequency frequency, LocalTime at, ZoneId zone) {

  /** The first time after an instant. */
  Instant after(Instant instant) {
    ZonedDateTime first = onItsDay(instant.atZone(zone).with(at));
    return first.toInstant().isAfter(instant) ? first.toInstant() : next(first).toInstant();
  }

  /** The last time up to an instant. */
  Instant upTo(Instant instant) {
    ZonedDateTime last = onItsDay(instant.atZone(zone).with(at));
    while (last.toInstant().isAfter(instant)) {
      last = frequency == Frequency.WEEKLY ? last.minusWeeks(1) : last.minusDays(1);
    }
    return last.toInstant();
  }

  private ZonedDateTime onItsDay(ZonedDateTime day) {
    return frequency == Frequency.WEEKLY
        ? day.with(TemporalAdjusters.nextOrSame(DayOfWeek.MONDAY))
        : day;
  }

  private ZonedDateTime next(ZonedDateTime day) {
    return frequency == Frequency.WEEKLY ? day.plusWeeks(1) : day.plusDays(1);
  }
}
