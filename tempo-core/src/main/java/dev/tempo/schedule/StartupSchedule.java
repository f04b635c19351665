package dev.tempo.schedule;

import java.time.ZoneId;
import java.util.Locale;

/** Fires once per start of the engine. It has no occurrences by the clock. */
public record StartupSchedule() implements Schedule {

  /** Returns {@link #NO_NEXT}. */
  @Override
  public long nextEpochMilli(long afterMs, ZoneId zone, DstPolicy dst) {
    return NO_NEXT;
  }

  /** Returns {@link #NO_PREVIOUS}. */
  @Override
  public long previousEpochMilli(long beforeMs, ZoneId zone, DstPolicy dst) {
    return NO_PREVIOUS;
  }

  @Override
  public String describe(Locale locale) {
    return ScheduleDescriber.startup(locale);
  }

  /** Returns true. */
  @Override
  public boolean firesAtStartup() {
    return true;
  }
}
