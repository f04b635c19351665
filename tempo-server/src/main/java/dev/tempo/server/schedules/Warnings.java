package dev.tempo.server.schedules;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.Trigger;
import dev.tempo.message.Message;
import dev.tempo.schedule.OneTimeSchedule;
import dev.tempo.schedule.Timetable;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;

/** What is valid, but hardly what somebody wants. */
public final class Warnings {
  private Warnings() {}

  /** What is odd about a trigger, for people; usually nothing. */
  public static List<Message> of(Trigger trigger, ZoneId zone, Instant now) {
    if (trigger.schedule().firesAtStartup() || trigger.schedule().followsJobs()) {
      return List.of();
    }
    Timetable timetable = timetable(trigger, zone);
    if (timetable.neverMatches()) {
      return List.of(message("api.schedule.neverFires"));
    }
    if (timetable.next(now).isPresent()) {
      return List.of();
    }
    return trigger.schedule() instanceof OneTimeSchedule once
        ? List.of(message("api.schedule.hasPassed", "instant", once.at()))
        : List.of(message("api.schedule.firesNoMore", "instant", now));
  }

  /** When a trigger is due, in its own zone or else in this one. */
  public static Timetable timetable(Trigger trigger, ZoneId zone) {
    var calendar = trigger.bounds();
    Timetable timetable =
        Timetable.of(trigger.schedule(), calendar.zone().orElse(zone))
            .withDst(calendar.dst())
            .withExcludedDates(calendar.excludedDates());
    if (calendar.start().isPresent()) {
      timetable = timetable.withStart(calendar.start().get());
    }
    return calendar.end().isPresent() ? timetable.withEnd(calendar.end().get()) : timetable;
  }
}
