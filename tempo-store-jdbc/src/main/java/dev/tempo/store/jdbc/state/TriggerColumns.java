package dev.tempo.store.jdbc.state;

import dev.tempo.FiringPolicy;
import dev.tempo.MisfirePolicy;
import dev.tempo.Trigger;
import dev.tempo.TriggerBounds;
import dev.tempo.schedule.AfterJobsSchedule;
import dev.tempo.schedule.CalendarSchedule;
import dev.tempo.schedule.CronSchedule;
import dev.tempo.schedule.CustomSchedule;
import dev.tempo.schedule.Dialect;
import dev.tempo.schedule.DstPolicy;
import dev.tempo.schedule.FollowCondition;
import dev.tempo.schedule.IntervalSchedule;
import dev.tempo.schedule.OneTimeSchedule;
import dev.tempo.schedule.Schedule;
import dev.tempo.schedule.StartupSchedule;
import dev.tempo.store.TriggerState;
import dev.tempo.store.jdbc.ResultRow;
import dev.tempo.store.jdbc.StatementParameters;
import dev.tempo.value.TimeBounds;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * A trigger's definition as columns. The expression of a cron schedule is as it was written, with
 * its dialect as the kind; of an interval the period and the anchor, in milliseconds; of a single
 * instant the milliseconds since the epoch; of other jobs their ids, separated by commas, with the
 * condition as the kind, and {@code any} with it if the end of any of them is enough; of a calendar
 * the six sets, years first, separated by {@code |}; of a schedule of the program's own its text,
 * with the type as the kind.
 */
public final class TriggerColumns {
  private static final String ANY = "any";

  static final String NAMES =
      "kind, expression, zone, dst, start_at, end_at, excluded_dates, jitter_ms, misfire,"
          + " grace_ms, enabled, at_startup, follows_jobs";

  /** What moves as time passes. */
  public static final String STATE = "next_nominal, next_at, last_fired_at, arrived";

  private TriggerColumns() {}

  static void bind(StatementParameters to, Trigger trigger) throws SQLException {
    TriggerBounds calendar = trigger.bounds();
    FiringPolicy firing = trigger.firing();
    to.text(kind(trigger.schedule()))
        .text(expression(trigger.schedule()))
        .text(calendar.zone().map(ZoneId::getId))
        .text(calendar.dst().name())
        .instant(calendar.start())
        .instant(calendar.end())
        .text(joined(calendar.excludedDates().stream().sorted().toList()))
        .millis(firing.jitter())
        .text(firing.misfire().name())
        .millis(firing.grace())
        .flag(trigger.enabled())
        .flag(trigger.enabled() && trigger.schedule().firesAtStartup())
        .flag(trigger.schedule().followsJobs());
  }

  /** What moves as time passes: when it is next due, and when it fired last. */
  public static void bindState(StatementParameters to, TriggerState state) throws SQLException {
    to.instant(state.next().map(TriggerState.Due::nominal))
        .instant(state.next().map(TriggerState.Due::at))
        .instant(state.lastFiredAt())
        .text(state.arrived().isEmpty() ? Optional.empty() : Optional.of(joined(state.arrived())));
  }

  static TriggerState readState(ResultRow row) throws SQLException {
    Optional<Instant> at = row.optionalInstant("next_at");
    Optional<TriggerState.Due> next =
        at.isPresent()
            ? Optional.of(new TriggerState.Due(row.instant("next_nominal"), at.get()))
            : Optional.empty();
    return new TriggerState(
        row.id("id"),
        row.id("job_id"),
        next,
        row.optionalInstant("last_fired_at"),
        row.optionalText("arrived").map(TriggerColumns::ids).map(Set::copyOf).orElse(Set.of()));
  }

  private static List<UUID> ids(String text) {
    return parts(text).stream().map(UUID::fromString).toList();
  }

  static Trigger read(ResultRow row) throws SQLException {
    TriggerBounds calendar =
        new TriggerBounds(
            row.optionalText("zone").map(ZoneId::of),
            DstPolicy.valueOf(row.text("dst")),
            TimeBounds.nearest(row.optionalInstant("start_at")),
            TimeBounds.nearest(row.optionalInstant("end_at")),
            dates(row.text("excluded_dates")));
    FiringPolicy firing =
        new FiringPolicy(
            row.millis("jitter_ms"),
            MisfirePolicy.valueOf(row.text("misfire")),
            row.millis("grace_ms"));
    Schedule schedule = schedule(row.text("kind"), row.text("expression"));
    return new Trigger(row.id("id"), schedule, calendar, firing, row.flag("enabled"));
  }

  private static String kind(Schedule schedule) {
    return switch (schedule) {
      case CronSchedule cron -> "cron:" + cron.dialect().name();
      case IntervalSchedule interval -> "interval:" + interval.mode().name();
      case CalendarSchedule calendar -> "calendar";
      case OneTimeSchedule once -> "once";
      case StartupSchedule startup -> "startup";
      case CustomSchedule custom -> "custom:" + custom.type();
      case AfterJobsSchedule after ->
          "jobs:" + after.condition().name() + (after.any() ? ":" + ANY : "");
    };
  }

  private static String expression(Schedule schedule) {
    return switch (schedule) {
      case CronSchedule cron -> cron.expression();
      case IntervalSchedule interval ->
          interval.every().toMillis() + "@" + interval.anchor().toEpochMilli();
      case CalendarSchedule calendar ->
          List.of(
                  calendar.years(),
                  calendar.months(),
                  calendar.days(),
                  calendar.weekdays(),
                  calendar.hours(),
                  calendar.minutes())
              .stream()
              .map(TriggerColumns::joined)
              .collect(Collectors.joining("|"));
      case OneTimeSchedule once -> Long.toString(once.at().toEpochMilli());
      case StartupSchedule startup -> "";
      case CustomSchedule custom -> custom.text();
      case AfterJobsSchedule after -> joined(after.jobs());
    };
  }

  private static Schedule schedule(String kind, String expression) {
    String[] parts = kind.split(":");
    return switch (parts[0]) {
      case "cron" -> CronSchedule.parse(expression, Dialect.valueOf(parts[1]));
      case "interval" -> interval(IntervalSchedule.Mode.valueOf(parts[1]), expression.split("@"));
      case "calendar" -> calendar(expression.split("\\|", -1));
      case "once" ->
          new OneTimeSchedule(TimeBounds.nearest(Instant.ofEpochMilli(Long.parseLong(expression))));
      case "startup" -> new StartupSchedule();
      case "custom" -> CustomSchedule.of(parts[1], expression);
      case "jobs" ->
          new AfterJobsSchedule(
              ids(expression),
              FollowCondition.valueOf(parts[1]),
              parts.length > 2 && parts[2].equals(ANY));
      default -> throw new IllegalArgumentException("unknown kind of trigger '" + kind + "'");
    };
  }

  private static IntervalSchedule interval(IntervalSchedule.Mode mode, String[] parts) {
    return new IntervalSchedule(
        Duration.ofMillis(Long.parseLong(parts[0])),
        mode,
        TimeBounds.nearest(Instant.ofEpochMilli(Long.parseLong(parts[1]))));
  }

  private static CalendarSchedule calendar(String[] sets) {
    return CalendarSchedule.builder()
        .years(numbers(sets[0]))
        .months(numbers(sets[1]))
        .days(numbers(sets[2]))
        .weekdays(numbers(sets[3]))
        .hours(numbers(sets[4]))
        .minutes(numbers(sets[5]))
        .build();
  }

  private static Set<LocalDate> dates(String text) {
    return text.isEmpty()
        ? Set.of()
        : parts(text).stream().map(LocalDate::parse).collect(Collectors.toSet());
  }

  private static List<Integer> numbers(String text) {
    return parts(text).stream().map(Integer::valueOf).toList();
  }

  private static List<String> parts(String text) {
    return text.isEmpty() ? List.of() : Arrays.asList(text.split(","));
  }

  private static String joined(Collection<?> values) {
    return values.stream().map(Object::toString).collect(Collectors.joining(","));
  }
}
