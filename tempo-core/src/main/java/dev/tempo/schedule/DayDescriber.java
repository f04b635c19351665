package dev.tempo.schedule;

import java.util.ArrayList;
import java.util.List;

/** Describes the days, months and years of a pattern in words. */
final class DayDescriber {
  private static final int ALL_WEEK = 0x7F;

  private final ScheduleTexts words;
  private final DayRule.MonthDays monthDays;
  private final DayRule.Weekdays weekdays;
  private final boolean both;
  private final ValueSet months;
  private final YearSet years;

  DayDescriber(ScheduleTexts words, LocalPattern pattern) {
    this.words = words;
    DayRule rule = pattern.rule();
    boolean everyDate = rule.monthDays().days() == DayRule.MonthDays.ANY.days();
    boolean everyWeekday = rule.weekdays().every() == ALL_WEEK;
    boolean everyDay =
        !rule.both()
            && !rule.monthDays().any()
            && !rule.weekdays().any()
            && (everyDate || everyWeekday); // one of the two is enough
    this.monthDays = everyDate || everyDay ? DayRule.MonthDays.ANY : rule.monthDays();
    this.weekdays = everyWeekday || everyDay ? DayRule.Weekdays.ANY : rule.weekdays();
    this.both = rule.both();
    this.months = ValueSet.of(pattern.months(), 1);
    this.years = pattern.years();
  }

  /**
   * What follows the times, with the space or comma in front.
   *
   * @param everyDay whether to say {@code every day} when there is no restriction
   */
  String describe(boolean everyDay) {
    return days(everyDay) + yearTail();
  }

  private String days(boolean everyDay) {
    if (monthDays.any() && weekdays.any()) {
      return (everyDay ? " " + words.text("every.day") : "") + monthTail(false);
    }
    if (weekdays.any()) {
      return " " + onDates(scope(isPlain()));
    }
    if (monthDays.any()) {
      return weekdaysAlone(everyDay);
    }
    return both ? intersection() : union();
  }

  private String weekdaysAlone(boolean afterClockTimes) {
    boolean ofMonth = weekdays.every() == 0;
    if (ofMonth) {
      return " " + words.text("on", and(ordinals()) + " " + scope(false));
    }
    boolean run = runStart(weekdays.every()) >= 0;
    String text = (run || !afterClockTimes ? ", " : " ") + weekly();
    if (weekdays.nth() == 0 && weekdays.last() == 0) {
      return text + monthTail(run);
    }
    return text + words.text("also", words.text("on", and(ordinals()) + " " + scope(false)));
  }

  private String union() {
    String dates = " " + onDates(ofTheMonth());
    List<String> parts = new ArrayList<>();
    if (weekdays.every() != 0) {
      parts.add(weekly());
    }
    if (weekdays.nth() != 0 || weekdays.last() != 0) {
      parts.add(words.text("on", and(ordinals()) + " " + ofTheMonth()));
    }
    return dates + words.text("also", words.and(parts)) + monthTail(true);
  }

  private String intersection() {
    List<String> conditions = new ArrayList<>();
    for (int weekday : mondayFirst(weekdays.every())) {
      conditions.add(words.textFor("weekday.a", weekday, name(weekday)));
    }
    conditions.addAll(ordinals());
    return " " + onDates(scope(isPlain())) + words.text("if", words.or(conditions));
  }

  /** The parts of the day-of-month field and the months they belong to. */
  private String onDates(String scope) {
    List<String> items = monthDayItems();
    if (!ValueSet.of(monthDays.days(), 1).isArithmetic()) {
      return words.text("on", and(items) + " " + scope);
    }
    if (items.size() == 1) {
      return items.getFirst() + " " + scope;
    }
    String others = words.text("on", and(items.subList(1, items.size())));
    return and(List.of(items.getFirst(), others)) + " " + scope;
  }

  private String and(List<String> items) {
    return words.and(items);
  }

  /** The parts of the day-of-month field. */
  private List<String> monthDayItems() {
    List<String> items = new ArrayList<>();
    if (monthDays.days() != 0) {
      items.add(dates(ValueSet.of(monthDays.days(), 1)));
    }
    int nearest = monthDays.nearest() & ~DayRule.MonthDays.LAST_WEEKDAY;
    for (int day : ValueSet.of(nearest, 1).values()) {
      items.add(words.text("nearest", date(day)));
    }
    if (monthDays.nearest() != nearest) {
      items.add(words.text("nearest.last"));
    }
    for (int days : ValueSet.of(monthDays.fromEnd(), 0).values()) {
      items.add(words.textFor("fromEnd", days, days));
    }
    return items;
  }

  private String dates(ValueSet days) {
    if (days.size() == 1) {
      return words.text("days.one", date(days.first()));
    }
    if (days.isArithmetic()) {
      return words.text("days.row", days.step(), dateRun(days.first(), days.last()));
    }
    List<int[]> runs = days.runs();
    if (runs.size() == days.size()) {
      return words.text("days.many", and(days.values().stream().map(this::date).toList()));
    }
    List<String> items = new ArrayList<>();
    for (int[] run : runs) {
      items.add(
          run[0] == run[1]
              ? words.textFor("date.the", run[0], date(run[0]))
              : words.text("days.run", dateRun(run[0], run[1])));
    }
    return and(items);
  }

  private String dateRun(int first, int last) {
    return words.textFor("date.from", first, date(first))
        + " "
        + words.textFor("date.to", last, date(last));
  }

  private String date(int day) {
    return words.textFor("date", day, day);
  }

  /** Whether the day-of-month field is plain dates, which some languages join to the month. */
  private boolean isPlain() {
    return monthDays.nearest() == 0 && monthDays.fromEnd() == 0;
  }

  /** The n-th and the last weekdays of the month. */
  private List<String> ordinals() {
    List<String> items = new ArrayList<>();
    for (int week = 0; week < 5; week++) {
      for (int weekday : mondayFirst((int) (weekdays.nth() >>> 7 * week) & ALL_WEEK)) {
        items.add(ordinal(Integer.toString(week + 1), weekday));
      }
    }
    for (int weekday : mondayFirst(weekdays.last())) {
      items.add(ordinal("L", weekday));
    }
    return items;
  }

  private String ordinal(String which, int weekday) {
    return words.textFor("ordinal." + which, weekday, name(weekday));
  }

  /** The weekdays of every week. */
  private String weekly() {
    List<Integer> days = mondayFirst(weekdays.every());
    if (days.size() == 1) {
      return words.textFor("weekday.every", days.getFirst(), name(days.getFirst()));
    }
    int first = runStart(weekdays.every());
    if (first >= 0) {
      int last = (first + days.size() - 1) % 7;
      return words.textFor("weekday.from", first, name(first))
          + " "
          + words.textFor("weekday.to", last, name(last));
    }
    List<String> names = days.stream().map(this::listed).toList();
    return words.text("weekdays", and(names));
  }

  private String listed(int weekday) {
    return words.textFor("weekday.listed", weekday, name(weekday));
  }

  private String name(int weekday) {
    return words.text("weekday." + weekday);
  }

  /** Where a run of three weekdays or more begins if the set is one, round the week; else -1. */
  private static int runStart(int set) {
    int size = Integer.bitCount(set);
    for (int start = 1; size > 2 && start <= 7; start++) {
      int turned = (set | set << 7) >>> (start % 7) & ALL_WEEK;
      if (turned == (1 << size) - 1) {
        return start % 7;
      }
    }
    return -1;
  }

  private static List<Integer> mondayFirst(int set) {
    List<Integer> days = new ArrayList<>();
    for (int day = 1; day <= 7; day++) {
      if ((set >>> (day % 7) & 1) != 0) {
        days.add(day % 7);
      }
    }
    return days;
  }

  /** The months that days belong to: {@code of every month}, {@code of January}. */
  private String scope(boolean plain) {
    if (months.size() == 1) {
      int month = months.first();
      return plain
          ? words.text("month.plain", month(month))
          : words.textFor("month.of", month, month(month));
    }
    if (months.size() == 12) {
      return words.text("month.every.of");
    }
    return isMonthRun()
        ? words.text("month.every.of") + " " + monthRun()
        : words.text("months.of", and(eachMonth("months.of.each")));
  }

  private List<String> eachMonth(String key) {
    return months.values().stream().map(m -> words.textFor(key, m, month(m))).toList();
  }

  /** The scope where the months are told at the end. */
  private String ofTheMonth() {
    return words.text(months.size() == 12 ? "month.every.of" : "month.the.of");
  }

  private String monthTail(boolean comma) {
    if (months.size() == 12) {
      return "";
    }
    if (isMonthRun()) {
      return ", " + monthRun();
    }
    return (comma ? ", " : " ") + words.text("months.in", and(eachMonth("months.in.each")));
  }

  private boolean isMonthRun() {
    return months.size() > 2 && months.isContiguous();
  }

  private String monthRun() {
    int first = months.first();
    int last = months.last();
    return words.textFor("month.from", first, month(first))
        + " "
        + words.textFor("month.to", last, month(last));
  }

  private String month(int month) {
    return words.text("month." + month);
  }

  private String yearTail() {
    if (years.isAll()) {
      return "";
    }
    ValueSet set = ValueSet.of(years);
    if (set.isArithmetic()) {
      return ", " + words.text("years.row", set.step(), set.first(), set.last());
    }
    List<String> items = new ArrayList<>();
    boolean first = true;
    for (int[] run : set.runs()) {
      boolean single = run[0] == run[1];
      items.add(
          single
              ? words.text(first ? "years.in" : "years.in.more", run[0])
              : words.text("years.run", run[0], run[1]));
      first = !single;
    }
    return ", " + and(items);
  }
}
