package dev.tempo.examples;

import dev.tempo.Job;
import dev.tempo.Tempo;
import dev.tempo.Trigger;
import dev.tempo.schedule.Calendars;
import dev.tempo.schedule.CustomSchedule;
import dev.tempo.schedule.ScheduleRule;
import dev.tempo.schedule.ScheduleType;
import dev.tempo.schedule.ScheduleTypes;
import dev.tempo.task.Task;
import java.io.IOException;
import java.io.StringReader;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.TemporalAdjusters;
import java.util.Locale;
import java.util.Optional;

/** Days of calendars that are left out, and a schedule of the program's own. */
public final class HolidaysMain {
  private static final ZoneId PARIS = ZoneId.of("Europe/Paris");
  private static final Instant APRIL = Instant.parse("2026-04-29T12:00:00Z");
  private static final String HOLIDAYS =
      """
      BEGIN:VCALENDAR
      BEGIN:VEVENT
      DTSTART;VALUE=DATE:20200501
      RRULE:FREQ=YEARLY
      SUMMARY:Labour Day
      END:VEVENT
      END:VCALENDAR
      """;

  private HolidaysMain() {}

  /** The last day of each month, at a time of day. */
  // need: own schedule
  static final class LastDay implements ScheduleType {
    @Override
    public String name() {
      return "last-day";
    }

    @Override
    public ScheduleRule parse(String text) {
      LocalTime time = LocalTime.parse(text);
      return (after, zone) -> {
        ZonedDateTime last = after.atZone(zone).with(TemporalAdjusters.lastDayOfMonth()).with(time);
        ZonedDateTime following = last.plusDays(1).with(TemporalAdjusters.lastDayOfMonth());
        return Optional.of((last.toInstant().isAfter(after) ? last : following).toInstant());
      };
    }
  }

  // end of need

  /**
   * Runs the example.
   *
   * @param args none
   */
  public static void main(String[] args) throws IOException {
    try (Tempo tempo = Tempo.builder().handler("report", context -> {}).build().start()) {
      // need: holidays
      Calendars.register("holidays", Calendars.readICalendar(new StringReader(HOLIDAYS)));
      Trigger office = Trigger.cron("0 9 * * MON-FRI").withExcludedCalendars("holidays");
      tempo.save(report("On days of work").trigger(office).build());
      // end of need
      System.out.println(office.schedule().describe(Locale.ENGLISH));
      office.schedule().upcoming(APRIL, PARIS, 3).forEach(System.out::println);

      // need: own schedule
      ScheduleTypes.register(new LastDay());
      Trigger monthly = Trigger.of(CustomSchedule.of("last-day", "18:00"));
      tempo.save(report("At the end of the month").trigger(monthly).build());
      // end of need
      monthly.schedule().upcoming(APRIL, PARIS, 2).forEach(System.out::println);
    }
  }

  private static Job.Builder report(String name) {
    return Job.named(name).task(Task.handler("report"));
  }
}
