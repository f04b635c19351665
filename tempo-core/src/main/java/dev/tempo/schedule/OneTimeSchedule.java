package dev.tempo.schedule;

import dev.tempo.value.TimeBounds;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Objects;

/**
 * Fires once, at an instant: time zones and the changes of the local clock play no part.
 *
 * @param at the instant, cut to whole milliseconds
 */
public record OneTimeSchedule(Instant at) implements Schedule {

  /**
   * Checks the instant.
   *
   * @throws IllegalArgumentException if it is not in the years 1970 to 9999
   */
  public OneTimeSchedule {
    at = TimeBounds.instant("at", at);
  }

  @Override
  public long nextEpochMilli(long afterMs, ZoneId zone, DstPolicy dst) {
    Objects.requireNonNull(zone, "zone");
    Objects.requireNonNull(dst, "dst");
    long only = at.toEpochMilli();
    return only > afterMs ? only : NO_NEXT;
  }

  @Override
  public long previousEpochMilli(long beforeMs, ZoneId zone, DstPolicy dst) {
    Objects.requireNonNull(zone, "zone");
    Objects.requireNonNull(dst, "dst");
    long only = at.toEpochMilli();
    return only < beforeMs ? only : NO_PREVIOUS;
  }

  /** Names the instant in UTC, for example {@code Once, on 2026-12-24 at 18:00 UTC}. */
  @Override
  public String describe(Locale locale) {
    Objects.requireNonNull(locale, "locale");
    return ScheduleDescriber.oneTime(at, locale);
  }
}
