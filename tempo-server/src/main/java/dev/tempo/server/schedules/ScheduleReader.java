package dev.tempo.server.schedules;

import dev.tempo.schedule.AfterJobsSchedule;
import dev.tempo.schedule.CalendarSchedule;
import dev.tempo.schedule.CronSchedule;
import dev.tempo.schedule.CronSyntaxException;
import dev.tempo.schedule.CustomSchedule;
import dev.tempo.schedule.Dialect;
import dev.tempo.schedule.IntervalSchedule;
import dev.tempo.schedule.OneTimeSchedule;
import dev.tempo.schedule.Schedule;
import dev.tempo.schedule.ScheduleTypes;
import dev.tempo.schedule.StartupSchedule;
import dev.tempo.server.http.json.JsonInput;
import dev.tempo.server.message.Messages;
import dev.tempo.value.TimeBounds;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Reads the schedule of a trigger. All fields of all kinds are known, so that a trigger that was
 * read can be written back; only those of its kind count.
 */
final class ScheduleReader {
  private static final int MAX_EXPRESSION = 500;
  private static final int MAX_CUSTOM_TEXT = 10_000;
  private static final int MIN_YEAR = 1970;
  private static final int MAX_YEAR = 2199;

  private final JsonInput input;
  private final Optional<Schedule> current;

  private ScheduleReader(JsonInput input, Optional<Schedule> current) {
    this.input = input;
    this.current = current;
  }

  /**
   * Reads a schedule over one that holds so far.
   *
   * @param start when the trigger begins, which anchors a fixed rate
   * @return empty if it is not valid, which the input then knows
   */
  static Optional<Schedule> read(
      JsonInput input, Optional<Schedule> current, Optional<Instant> start) {
    return new ScheduleReader(input, current).read(start);
  }

  private Optional<Schedule> read(Optional<Instant> start) {
    Optional<TriggerType> before = current.map(TriggerType::of);
    var given = input.choice("type", TriggerType.class);
    Optional<TriggerType> type =
        before.isPresent() ? Optional.of(given.or(before.get())) : input.required("type", given);
    Optional<Schedule> cron = cron(type);
    Optional<Schedule> interval = interval(type, start);
    Optional<Schedule> calendar = calendar(type);
    Optional<Schedule> once = once(type);
    Optional<Schedule> custom = custom(type);
    Optional<Schedule> job =
        AfterJobsReader.read(
            input, type.equals(Optional.of(TriggerType.JOB)), current(AfterJobsSchedule.class));
    return type.flatMap(
        kind ->
            switch (kind) {
              case CRON -> cron;
              case INTERVAL -> interval;
              case CALENDAR -> calendar;
              case STARTUP -> Optional.of(new StartupSchedule());
              case ONCE -> once;
              case CUSTOM -> custom;
              case JOB -> job;
            });
  }

  private Optional<Schedule> cron(Optional<TriggerType> type) {
    Optional<CronSchedule> old = current(CronSchedule.class);
    var expression = input.text("expression", MAX_EXPRESSION);
    var dialect = input.choice("dialect", Dialect.class);
    if (!type.equals(Optional.of(TriggerType.CRON))) {
      return Optional.empty();
    }
    Dialect language =
        dialect.or(old.map(CronSchedule::dialect).orElse(Dialect.OCPS), Dialect.OCPS);
    Optional<String> text = expression.orMaybe(old.map(CronSchedule::expression));
    if (text.isEmpty()) {
      input.required("expression", expression);
    }
    return text.flatMap(given -> parse(given, language));
  }

  private Optional<Schedule> parse(String expression, Dialect dialect) {
    try {
      return Optional.of(CronSchedule.parse(expression, dialect));
    } catch (CronSyntaxException e) {
      input.violation("expression", Messages.of(e), e.position());
      return Optional.empty();
    }
  }

  private Optional<Schedule> interval(Optional<TriggerType> type, Optional<Instant> start) {
    Optional<IntervalSchedule> old = current(IntervalSchedule.class);
    var seconds = input.seconds("everySeconds", TimeBounds.MIN_DURATION);
    var mode = input.choice("mode", IntervalSchedule.Mode.class);
    if (!type.equals(Optional.of(TriggerType.INTERVAL))) {
      return Optional.empty();
    }
    Optional<Duration> every = seconds.value().or(() -> old.map(IntervalSchedule::every));
    if (every.isEmpty()) {
      input.required("everySeconds", seconds);
    }
    IntervalSchedule.Mode kind =
        mode.or(
            old.map(IntervalSchedule::mode).orElse(IntervalSchedule.Mode.FIXED_RATE),
            IntervalSchedule.Mode.FIXED_RATE);
    return every.map(length -> new IntervalSchedule(length, kind, start.orElse(Instant.EPOCH)));
  }

  private Optional<Schedule> calendar(Optional<TriggerType> type) {
    CalendarSchedule old =
        current(CalendarSchedule.class).orElseGet(() -> CalendarSchedule.builder().build());
    CalendarSchedule.Builder builder =
        CalendarSchedule.builder()
            .years(set("years", MIN_YEAR, MAX_YEAR, old.years()))
            .months(set("months", 1, 12, old.months()))
            .days(set("days", 1, 31, old.days()))
            .weekdays(set("weekdays", 0, 6, old.weekdays()))
            .hours(set("hours", 0, 23, old.hours()))
            .minutes(set("minutes", 0, 59, old.minutes()));
    return type.equals(Optional.of(TriggerType.CALENDAR))
        ? Optional.of(builder.build())
        : Optional.empty();
  }

  private Optional<Schedule> once(Optional<TriggerType> type) {
    var at = input.instant("at");
    if (!type.equals(Optional.of(TriggerType.ONCE))) {
      return Optional.empty();
    }
    Optional<Instant> instant = at.orMaybe(current(OneTimeSchedule.class).map(OneTimeSchedule::at));
    if (instant.isEmpty()) {
      input.required("at", at);
    }
    return instant.map(OneTimeSchedule::new);
  }

  /** Of the kinds that the program knows in which the server is embedded. */
  private Optional<Schedule> custom(Optional<TriggerType> type) {
    Optional<CustomSchedule> old = current(CustomSchedule.class);
    var kind = input.text("scheduleType", MAX_EXPRESSION);
    var text = input.text("scheduleText", MAX_CUSTOM_TEXT);
    if (!type.equals(Optional.of(TriggerType.CUSTOM))) {
      return Optional.empty();
    }
    Optional<String> name = kind.orMaybe(old.map(CustomSchedule::type));
    Optional<String> given = text.orMaybe(old.map(CustomSchedule::text));
    if (name.isEmpty()) {
      input.required("scheduleType", kind);
    } else if (given.isEmpty()) {
      input.required("scheduleText", text);
    }
    return name.flatMap(known -> given.flatMap(value -> custom(known, value)));
  }

  private Optional<Schedule> custom(String type, String text) {
    if (!ScheduleTypes.names().contains(type)) {
      input.violation(
          "scheduleType",
          Messages.message(
              "api.trigger.unknownType", "types", String.join(", ", ScheduleTypes.names())));
      return Optional.empty();
    }
    try {
      return Optional.of(CustomSchedule.of(type, text));
    } catch (IllegalArgumentException e) {
      input.violation(
          "scheduleText",
          Messages.message("api.trigger.wrongText", "reason", String.valueOf(e.getMessage())));
      return Optional.empty();
    }
  }

  private Collection<Integer> set(String field, int min, int max, Collection<Integer> old) {
    return input.wholes(field, min, max).or(List.copyOf(old), List.of());
  }

  private <T extends Schedule> Optional<T> current(Class<T> kind) {
    return current.filter(kind::isInstance).map(kind::cast);
  }
}
