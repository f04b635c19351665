package dev.tempo.schedule;

import dev.tempo.internal.message.ExplainMessages;
import dev.tempo.value.TimeBounds;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * A schedule without its occurrences on days of some calendars, or with those on days of some
 * alone. Its text is the calendars and the schedule below: {@code exclude=holidays;only=;cron OCPS
 * 0 9 * * *}. A calendar's days are asked for each time, so that a new version of it counts at
 * once.
 */
final class DayFilter implements ScheduleRule {
  private static final String NAME = "days";

  /** Days of one kind in a row; a century of them is a mistake, and would be walked day by day. */
  private static final int MAX_STEPS = 100_000;

  private final Schedule base;
  private final List<String> excluded;
  private final List<String> only;

  private DayFilter(Schedule base, Collection<String> excluded, Collection<String> only) {
    this.base = base;
    this.excluded = excluded.stream().distinct().sorted().toList();
    this.only = only.stream().distinct().sorted().toList();
    this.excluded.forEach(Calendars::find);
    this.only.forEach(Calendars::find);
  }

  /** The type under which filters are stored. */
  static final class Type implements ScheduleType {
    @Override
    public String name() {
      return NAME;
    }

    @Override
    public ScheduleRule parse(String text) {
      String[] parts = text.split(";", 3);
      if (parts.length < 3 || !parts[0].startsWith("exclude=") || !parts[1].startsWith("only=")) {
        throw new IllegalArgumentException(
            "Calendars of a schedule are written as 'exclude=a,b;only=c;cron OCPS 0 9 * * *', but"
                + " got '"
                + text
                + "'");
      }
      return new DayFilter(
          schedule(parts[2]),
          names(parts[0].substring("exclude=".length())),
          names(parts[1].substring("only=".length())));
    }

    private static List<String> names(String text) {
      return text.isEmpty() ? List.of() : Arrays.asList(text.split(","));
    }
  }

  /** Of a schedule, which may have been filtered before. */
  static DayFilter of(Schedule schedule) {
    if (schedule instanceof CustomSchedule custom && custom.rule() instanceof DayFilter filter) {
      return filter;
    }
    boolean isByTheClock =
        switch (schedule) {
          case CronSchedule cron -> !cron.firesAtStartup();
          case CalendarSchedule calendar -> true;
          case CustomSchedule custom -> true;
          case IntervalSchedule interval -> interval.mode() == IntervalSchedule.Mode.FIXED_RATE;
          default -> false;
        };
    if (!isByTheClock) {
      throw new IllegalArgumentException(
          "Days of calendars can be left out of schedules that go by the clock, but got "
              + schedule.describe(Locale.ENGLISH)
              + "; withExcludedDates is for all");
    }
    return new DayFilter(schedule, List.of(), List.of());
  }

  DayFilter withExcluded(Collection<String> names) {
    return new DayFilter(base, names, only);
  }

  DayFilter withOnly(Collection<String> names) {
    return new DayFilter(base, excluded, names);
  }

  /** The schedule that is stored; the one below if nothing is filtered. */
  Schedule asSchedule() {
    if (excluded.isEmpty() && only.isEmpty()) {
      return base;
    }
    return CustomSchedule.of(
        NAME,
        "exclude=" + String.join(",", excluded) + ";only=" + String.join(",", only) + ";" + text());
  }

  long nextEpochMilli(long afterMs, ZoneId zone, DstPolicy dst) {
    Predicate<LocalDate> allowed = allowed();
    long ms = base.nextEpochMilli(afterMs, zone, dst);
    for (int step = 0; step < MAX_STEPS && ms != Schedule.NO_NEXT; step++) {
      LocalDate day = day(ms, zone);
      if (allowed.test(day)) {
        return ms;
      }
      Optional<LocalDate> next = following(day, allowed);
      if (next.isEmpty()) {
        return Schedule.NO_NEXT;
      }
      long begin = next.get().atStartOfDay(zone).toInstant().toEpochMilli();
      ms = base.nextEpochMilli(Math.max(begin - 1, ms), zone, dst);
    }
    return Schedule.NO_NEXT;
  }

  long previousEpochMilli(long beforeMs, ZoneId zone, DstPolicy dst) {
    Predicate<LocalDate> allowed = allowed();
    long ms = base.previousEpochMilli(beforeMs, zone, dst);
    for (int step = 0; step < MAX_STEPS && ms != Schedule.NO_PREVIOUS; step++) {
      LocalDate day = day(ms, zone);
      if (allowed.test(day)) {
        return ms;
      }
      Optional<LocalDate> previous = preceding(day, allowed);
      if (previous.isEmpty()) {
        return Schedule.NO_PREVIOUS;
      }
      long end = previous.get().plusDays(1).atStartOfDay(zone).toInstant().toEpochMilli();
      ms = base.previousEpochMilli(Math.min(end, ms), zone, dst);
    }
    return Schedule.NO_PREVIOUS;
  }

  @Override
  public Optional<Instant> next(Instant after, ZoneId zone) {
    long found = nextEpochMilli(EpochMillis.floor(after), zone, DstPolicy.VIXIE);
    return found == Schedule.NO_NEXT ? Optional.empty() : Optional.of(Instant.ofEpochMilli(found));
  }

  @Override
  public Optional<String> describe(Locale locale) {
    ScheduleTexts words = ScheduleTexts.of(locale);
    return Optional.of(
        base.describe(locale)
            + (excluded.isEmpty() ? "" : words.text("calendars.except", words.and(excluded)))
            + (only.isEmpty() ? "" : words.text("calendars.only", words.or(only))));
  }

  @Override
  public Optional<String> absence(Instant at, ZoneId zone) {
    if (!base.matches(at, zone)) {
      return Optional.empty();
    }
    LocalDate day = day(at.toEpochMilli(), zone);
    return excluded.stream()
        .filter(name -> Calendars.find(name).has(day.toEpochDay()))
        .findFirst()
        .map(name -> ExplainMessages.ON_EXCLUDED_DAY.text(day, name))
        .or(
            () ->
                allowed().test(day)
                    ? Optional.empty()
                    : Optional.of(ExplainMessages.ON_NO_DAY.text(day, String.join(", ", only))));
  }

  private static LocalDate day(long ms, ZoneId zone) {
    return Instant.ofEpochMilli(ms).atZone(zone).toLocalDate();
  }

  private Predicate<LocalDate> allowed() {
    List<Calendars.Days> out = excluded.stream().map(Calendars::find).toList();
    List<Calendars.Days> in = only.stream().map(Calendars::find).toList();
    return day -> {
      long epochDay = day.toEpochDay();
      return out.stream().noneMatch(days -> days.has(epochDay))
          && (in.isEmpty() || in.stream().anyMatch(days -> days.has(epochDay)));
    };
  }

  private Optional<LocalDate> following(LocalDate day, Predicate<LocalDate> allowed) {
    return only.isEmpty()
        ? Optional.of(day.plusDays(1))
        : only.stream()
            .flatMap(name -> Calendars.find(name).dates().tailSet(day.plusDays(1)).stream())
            .filter(allowed)
            .min(LocalDate::compareTo);
  }

  private Optional<LocalDate> preceding(LocalDate day, Predicate<LocalDate> allowed) {
    return only.isEmpty()
        ? Optional.of(day.minusDays(1))
        : only.stream()
            .flatMap(name -> Calendars.find(name).dates().headSet(day).stream())
            .filter(allowed)
            .max(LocalDate::compareTo);
  }

  private String text() {
    return switch (base) {
      case CronSchedule cron -> "cron " + cron.dialect().name() + " " + cron.expression();
      case IntervalSchedule interval ->
          "every " + interval.every().toMillis() + " " + interval.anchor().toEpochMilli();
      case CalendarSchedule calendar ->
          "calendar "
              + List.of(
                      calendar.years(),
                      calendar.months(),
                      calendar.days(),
                      calendar.weekdays(),
                      calendar.hours(),
                      calendar.minutes())
                  .stream()
                  .map(set -> set.stream().map(String::valueOf).collect(Collectors.joining(",")))
                  .collect(Collectors.joining("|"));
      case CustomSchedule custom -> "custom " + custom.type() + " " + custom.text();
      default -> throw new IllegalStateException("not by the clock: " + base);
    };
  }

  private static Schedule schedule(String text) {
    String[] parts = text.split(" ", 3);
    return switch (parts.length < 2 ? "" : parts[0]) {
      case "cron" -> CronSchedule.parse(parts[2], Dialect.valueOf(parts[1]));
      case "every" ->
          new IntervalSchedule(
              Duration.ofMillis(Long.parseLong(parts[1])),
              IntervalSchedule.Mode.FIXED_RATE,
              TimeBounds.nearest(Instant.ofEpochMilli(Long.parseLong(parts[2]))));
      case "calendar" -> calendar(parts[1].split("\\|", -1));
      case "custom" -> of(CustomSchedule.of(parts[1], parts[2])).base;
      default ->
          throw new IllegalArgumentException("There is no schedule written as '" + text + "'");
    };
  }

  private static Schedule calendar(String[] sets) {
    return CalendarSchedule.builder()
        .years(numbers(sets[0]))
        .months(numbers(sets[1]))
        .days(numbers(sets[2]))
        .weekdays(numbers(sets[3]))
        .hours(numbers(sets[4]))
        .minutes(numbers(sets[5]))
        .build();
  }

  private static List<Integer> numbers(String text) {
    return text.isEmpty()
        ? List.of()
        : Arrays.stream(text.split(",")).map(Integer::valueOf).toList();
  }
}
