package dev.tempo.server.schedules;

import dev.tempo.schedule.CalendarSchedule;
import dev.tempo.schedule.Cron;
import dev.tempo.schedule.Interval;
import dev.tempo.schedule.Schedule;
import dev.tempo.schedule.Startup;
import java.util.Locale;

/** The kinds of schedules, as the API names them. */
enum TriggerType {
  CRON,
  INTERVAL,
  CALENDAR,
  STARTUP;

  static TriggerType of(Schedule schedule) {
    return switch (schedule) {
      case Cron cron -> CRON;
      case Interval interval -> INTERVAL;
      case CalendarSchedule calendar -> CALENDAR;
      case Startup startup -> STARTUP;
    };
  }

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
