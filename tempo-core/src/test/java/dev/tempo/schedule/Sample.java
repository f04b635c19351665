package dev.tempo.schedule;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A random schedule together with a plain judgement, on java.time alone, of which local times it
 * matches. The judgement shares no code with what is under test.
 */
final class Sample {
  final Schedule schedule;
  final boolean fixedTime;
  private final Set<Integer> hours;
  private final Set<Integer> minutes;
  private final Set<Integer> seconds;
  private final Predicate<LocalDate> dates;

  private Sample(
      Schedule schedule, boolean fixedTime, List<Field> time, Predicate<LocalDate> dates) {
    this.schedule = schedule;
    this.fixedTime = fixedTime;
    this.hours = time.get(0).values;
    this.minutes = time.get(1).values;
    this.seconds = time.get(2).values;
    this.dates = dates;
  }

  /** A field as it is written, and the values it stands for. */
  record Field(String text, Set<Integer> values) {
    boolean startsWithStar() {
      return text.startsWith("*");
    }
  }

  /** A day field as it is written, and the dates it stands for. */
  record Days(String text, Predicate<LocalDate> dates) {
    boolean any() {
      return text.equals("*") || text.equals("?");
    }
  }

  boolean matches(LocalDateTime local) {
    return matchesTime(local) && dates.test(local.toLocalDate());
  }

  boolean matchesDate(LocalDate date) {
    return dates.test(date);
  }

  private boolean matchesTime(LocalDateTime local) {
    return seconds.contains(local.getSecond())
        && minutes.contains(local.getMinute())
        && hours.contains(local.getHour());
  }

  @Override
  public String toString() {
    return schedule.toString();
  }

  /** A cron expression whose times lie near an hour of the day now and then. */
  static Sample cron(Random random, int nearHour, boolean withSeconds) {
    Field hour = random.nextInt(4) == 0 ? field(random, 0, 23) : near(random, nearHour);
    Field minute = field(random, 0, 59);
    Field second = withSeconds ? field(random, 0, 59) : values("0", 0);
    Days monthDay = monthDay(random);
    Days weekday = weekday(random);
    Field month = random.nextInt(3) > 0 ? range(random, 1, 12, "*") : field(random, 1, 12);
    Field year = random.nextInt(3) > 0 ? range(random, 1970, 2199, "*") : field(random, 1970, 2199);
    boolean both = random.nextInt(3) == 0;
    String days =
        monthDay.text + " " + month.text + " " + (both ? "+" : "") + weekday.text + " " + year.text;
    String expression = second.text + " " + minute.text + " " + hour.text + " " + days;
    Predicate<LocalDate> dates =
        date ->
            year.values.contains(date.getYear())
                && month.values.contains(date.getMonthValue())
                && onDay(monthDay, weekday, both, date);
    boolean fixed = !hour.startsWithStar() && !minute.startsWithStar();
    return new Sample(CronSchedule.parse(expression), fixed, List.of(hour, minute, second), dates);
  }

  /** A calendar schedule. */
  static Sample calendar(Random random, int nearHour) {
    Set<Integer> hours = random.nextInt(3) == 0 ? Set.of() : near(random, nearHour).values;
    Set<Integer> minutes = someOrNone(random, 0, 59);
    Set<Integer> days = random.nextBoolean() ? Set.of() : someOrNone(random, 1, 31);
    Set<Integer> weekdays = random.nextBoolean() ? Set.of() : someOrNone(random, 0, 6);
    Set<Integer> months = random.nextBoolean() ? Set.of() : someOrNone(random, 1, 12);
    Set<Integer> years = random.nextBoolean() ? Set.of() : someOrNone(random, 1995, 2045);
    Schedule schedule =
        CalendarSchedule.builder()
            .years(years)
            .months(months)
            .days(days)
            .weekdays(weekdays)
            .hours(hours)
            .minutes(minutes)
            .build();
    Predicate<LocalDate> dates =
        date ->
            allows(years, date.getYear())
                && allows(months, date.getMonthValue())
                && allows(days, date.getDayOfMonth())
                && allows(weekdays, date.getDayOfWeek().getValue() % 7);
    List<Field> time = List.of(orAll(hours, 23), orAll(minutes, 59), values("0", 0));
    return new Sample(schedule, !hours.isEmpty() && !minutes.isEmpty(), time, dates);
  }

  private static boolean allows(Set<Integer> set, int value) {
    return set.isEmpty() || set.contains(value);
  }

  private static Field orAll(Set<Integer> set, int max) {
    return new Field("", set.isEmpty() ? span(0, max, 1) : set);
  }

  private static Set<Integer> someOrNone(Random random, int min, int max) {
    return random.nextInt(5) == 0 ? Set.of() : field(random, min, max).values;
  }

  private static boolean onDay(Days monthDay, Days weekday, boolean both, LocalDate date) {
    boolean byDate = monthDay.dates.test(date);
    boolean byWeekday = weekday.dates.test(date);
    return both || monthDay.any() || weekday.any() ? byDate && byWeekday : byDate || byWeekday;
  }

  private static Field near(Random random, int hour) {
    return values(null, Math.floorMod(hour + random.nextInt(4) - 2, 24), (hour + 1) % 24);
  }

  private static Field values(String text, int... numbers) {
    Set<Integer> set = new TreeSet<>(IntStream.of(numbers).boxed().toList());
    String list = set.stream().map(String::valueOf).collect(Collectors.joining(","));
    return new Field(text == null ? list : text, set);
  }

  private static Field field(Random random, int min, int max) {
    Field field = item(random, min, max);
    return random.nextInt(4) > 0 ? field : join(field, item(random, min, max));
  }

  private static Field join(Field a, Field b) {
    Set<Integer> union = new TreeSet<>(a.values);
    union.addAll(b.values);
    return new Field(a.text + "," + b.text, union);
  }

  private static Field item(Random random, int min, int max) {
    return switch (random.nextInt(6)) {
      case 0 -> range(random, min, max, "*");
      case 1 -> range(random, min, max, "*/" + (1 + random.nextInt(max - min + 5)));
      case 2, 3 -> values(null, min + random.nextInt(max - min + 1));
      case 4 -> range(random, min, max, "-");
      default -> range(random, min, max, "-/" + (1 + random.nextInt(9)));
    };
  }

  private static Field range(Random random, int min, int max, String form) {
    boolean star = form.startsWith("*");
    int from = star ? min : min + random.nextInt(max - min + 1);
    int to = star ? max : from + random.nextInt(max - from + 1);
    int slash = form.indexOf('/');
    int step = slash < 0 ? 1 : Integer.parseInt(form.substring(slash + 1));
    String text = (star ? "*" : from + "-" + to) + (slash < 0 ? "" : "/" + step);
    return new Field(text, span(from, to, step));
  }

  private static Set<Integer> span(int from, int to, int step) {
    Set<Integer> set = new TreeSet<>();
    for (int value = from; value <= to; value += step) {
      set.add(value);
    }
    return set;
  }

  private static Days monthDay(Random random) {
    return switch (random.nextInt(9)) {
      case 0 -> new Days("L", Sample::isLastDay);
      case 1 -> {
        int day = 1 + random.nextInt(31);
        yield new Days(day + "W", date -> date.equals(nearestWeekday(date, day)));
      }
      case 2 -> new Days("LW", date -> date.equals(nearestWeekday(date, date.lengthOfMonth())));
      case 3 -> new Days("?", date -> true);
      case 4, 5 -> new Days("*", date -> true);
      default -> {
        Field field = field(random, 1, 31);
        yield new Days(field.text, date -> field.values.contains(date.getDayOfMonth()));
      }
    };
  }

  private static boolean isLastDay(LocalDate date) {
    return date.plusDays(1).getDayOfMonth() == 1;
  }

  /** Tries the day itself, then one day off, then two, and stays in the month. */
  private static LocalDate nearestWeekday(LocalDate month, int day) {
    if (day > month.lengthOfMonth()) {
      return null;
    }
    LocalDate wanted = month.withDayOfMonth(day);
    return IntStream.of(0, -1, 1, 2, -2)
        .mapToObj(wanted::plusDays)
        .filter(date -> date.getMonth() == wanted.getMonth())
        .filter(date -> date.getDayOfWeek().getValue() <= 5)
        .findFirst()
        .orElseThrow();
  }

  private static Days weekday(Random random) {
    int day = random.nextInt(8);
    DayOfWeek weekday = DayOfWeek.of(day == 0 ? 7 : day);
    return switch (random.nextInt(9)) {
      case 0 -> new Days(day + "#L", date -> isLast(date, weekday));
      case 1 -> new Days(day + "L", date -> isLast(date, weekday));
      case 2 -> {
        int nth = 1 + random.nextInt(5);
        yield new Days(day + "#" + nth, date -> isNth(date, nth, weekday));
      }
      case 3, 4, 5 -> new Days(random.nextBoolean() ? "*" : "?", date -> true);
      case 6 -> {
        String name = weekday.name().substring(0, 3).toLowerCase(java.util.Locale.ROOT);
        yield new Days(name, date -> date.getDayOfWeek() == weekday);
      }
      default -> {
        Field field = field(random, 0, 7);
        yield new Days(field.text, date -> isIn(field.values, date.getDayOfWeek()));
      }
    };
  }

  private static boolean isIn(Set<Integer> values, DayOfWeek weekday) {
    int day = weekday.getValue();
    return values.contains(day) || day == 7 && values.contains(0);
  }

  private static boolean isLast(LocalDate date, DayOfWeek weekday) {
    return date.equals(date.with(TemporalAdjusters.lastInMonth(weekday)));
  }

  private static boolean isNth(LocalDate date, int nth, DayOfWeek weekday) {
    return date.equals(date.with(TemporalAdjusters.dayOfWeekInMonth(nth, weekday)));
  }

  /** Samples of every kind, for messages and reproduction in the order of a seed. */
  static List<Sample> some(Random random, int count, int nearHour) {
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      samples.add(i % 3 == 2 ? calendar(random, nearHour) : cron(random, nearHour, false));
    }
    return samples;
  }
}
