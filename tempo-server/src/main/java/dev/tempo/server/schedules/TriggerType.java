package dev.tempo.server.schedules;

import dev.tempo.schedule.AfterJobsSchedule;
import dev.tempo.schedule.CalendarSchedule;
import dev.tempo.schedule.CronSchedule;
import dev.tempo.schedule.CustomSchedule;
import dev.tempo.schedule.IntervalSchedule;
import dev.tempo.schedule.OneTimeSchedule;
import dev.tempo.schedule.Schedule;
import dev.tempo.schedule.StartupSchedule;
import java.util.Locale;

/** The kinds of schedules, as the API names them. */
enum TriggerType {
  CRON,
  INTERVAL,
  CALENDAR,
  STARTUP,
  ONCE,
  CUSTOM,
  JOB;

  static TriggerType of(Schedule schedule) {
    return switch (schedule) {
      case CronSchedule cron -> CRON;
      case IntervalSchedule interval -> INTERVAL;
      case CalendarSchedule calendar -> CALENDAR;
      case StartupSchedule startup -> STARTUP;
      case OneTimeSchedule once -> ONCE;
      case CustomSchedule custom -> CUSTOM;
      case AfterJobsSchedule after -> JOB;
    };
  }

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
