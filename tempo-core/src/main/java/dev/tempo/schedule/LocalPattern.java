package dev.tempo.schedule;

/**
 * A set of local times, as fields, and the search in it.
 *
 * <p>Times are seconds of the local clock, counted as if it were UTC: 0 is 1970-01-01T00:00:00, and
 * {@link #END} is the first second of 2200. A search goes from the coarse to the fine. It looks up
 * the time of day by bit scans, then the day: the rest of the month it is in (one look-up, see
 * {@link DayRule}), the months left of that year, and then year by year only the months that are
 * wanted. It never visits a day, hour, minute or second that does not match.
 *
 * <p>The search is bounded by the 230 years. The rarest pattern, a leap day on a given weekday,
 * comes back after 40 years at most; months in which no wanted day can ever exist (31 April) are
 * struck out beforehand, so that a pattern which can never match is known at once.
 *
 * <p>Immutable and thread-safe; a search allocates nothing.
 */
final class LocalPattern {
  /** What a search upward returns when there is nothing. */
  static final long NONE_AFTER = Long.MAX_VALUE;

  /** What a search downward returns when there is nothing. */
  static final long NONE_BEFORE = Long.MIN_VALUE;

  /** The first second after the supported range. */
  static final long END = (long) GregorianTables.DAYS * GregorianTables.SECONDS_PER_DAY;

  static final int ALL_MONTHS = 0xFFF;

  private final TimeOfDay time;
  private final int firstTime;
  private final int lastTime;
  private final DayRule rule;
  private final int[] dayMasks;
  private final int months;
  private final int possibleMonths;
  private final YearSet years;
  private final boolean fixedTime;

  /**
   * Combines fields.
   *
   * @param time the times of a day
   * @param rule the days of a month
   * @param months bit 0 = January; 0 makes a pattern that never matches
   * @param years the years
   * @param fixedTime whether both the hour and the minute are named, see {@link DstPolicy}
   */
  LocalPattern(TimeOfDay time, DayRule rule, int months, YearSet years, boolean fixedTime) {
    this.time = time;
    this.firstTime = time.first();
    this.lastTime = time.last();
    this.rule = rule;
    this.dayMasks = rule.monthMasks();
    this.months = months;
    this.possibleMonths = months & possibleMonths(dayMasks);
    this.years = years;
    this.fixedTime = fixedTime;
  }

  TimeOfDay time() {
    return time;
  }

  DayRule rule() {
    return rule;
  }

  int months() {
    return months;
  }

  YearSet years() {
    return years;
  }

  /** Whether both the hour and the minute are named, see {@link DstPolicy}. */
  boolean isFixedTime() {
    return fixedTime;
  }

  /** Whether no local time of the supported range matches. */
  boolean neverMatches() {
    return next(0) == NONE_AFTER;
  }

  /** The first match at or after a local second, or {@link #NONE_AFTER}. */
  long next(long from) {
    if (from >= END) {
      return NONE_AFTER;
    }
    long start = Math.max(from, 0);
    int day = (int) (start / GregorianTables.SECONDS_PER_DAY);
    int found = time.next((int) (start - (long) day * GregorianTables.SECONDS_PER_DAY));
    int match = nextDay(found < 0 ? day + 1 : day);
    if (match < 0) {
      return NONE_AFTER;
    }
    return (long) match * GregorianTables.SECONDS_PER_DAY + (match == day ? found : firstTime);
  }

  /** The last match at or before a local second, or {@link #NONE_BEFORE}. */
  long previous(long to) {
    if (to < 0) {
      return NONE_BEFORE;
    }
    long end = Math.min(to, END - 1);
    int day = (int) (end / GregorianTables.SECONDS_PER_DAY);
    int found = time.previous((int) (end - (long) day * GregorianTables.SECONDS_PER_DAY));
    int match = previousDay(found < 0 ? day - 1 : day);
    if (match < 0) {
      return NONE_BEFORE;
    }
    return (long) match * GregorianTables.SECONDS_PER_DAY + (match == day ? found : lastTime);
  }

  private int nextDay(int day) {
    if (day >= GregorianTables.DAYS) {
      return -1;
    }
    int year = GregorianTables.year(day);
    if (years.contains(year)) {
      int match = nextDayInYear(year, day - GregorianTables.newYear(year));
      if (match >= 0) {
        return match;
      }
    }
    return possibleMonths == 0 ? -1 : nextDayAfterYear(year);
  }

  private int nextDayInYear(int year, int dayOfYear) {
    int[] starts = GregorianTables.monthStarts(GregorianTables.isLeapYear(year));
    int month = GregorianTables.month(dayOfYear, starts);
    if ((possibleMonths >>> month & 1) != 0) {
      int rest = days(year, month, starts) >>> (dayOfYear - starts[month]);
      if (rest != 0) {
        return GregorianTables.newYear(year) + dayOfYear + Integer.numberOfTrailingZeros(rest);
      }
    }
    return firstDayIn(year, possibleMonths & -2 << month);
  }

  private int nextDayAfterYear(int year) {
    for (int y = years.next(year + 1); y >= 0; y = years.next(y + 1)) {
      int match = firstDayIn(y, possibleMonths);
      if (match >= 0) {
        return match;
      }
    }
    return -1;
  }

  private int firstDayIn(int year, int requested) {
    int[] starts = GregorianTables.monthStarts(GregorianTables.isLeapYear(year));
    for (int rest = requested; rest != 0; rest &= rest - 1) {
      int month = Integer.numberOfTrailingZeros(rest);
      int days = days(year, month, starts);
      if (days != 0) {
        return GregorianTables.newYear(year) + starts[month] + Integer.numberOfTrailingZeros(days);
      }
    }
    return -1;
  }

  private int previousDay(int day) {
    if (day < 0) {
      return -1;
    }
    int year = GregorianTables.year(day);
    if (years.contains(year)) {
      int match = previousDayInYear(year, day - GregorianTables.newYear(year));
      if (match >= 0) {
        return match;
      }
    }
    return possibleMonths == 0 ? -1 : previousDayBeforeYear(year);
  }

  private int previousDayInYear(int year, int dayOfYear) {
    int[] starts = GregorianTables.monthStarts(GregorianTables.isLeapYear(year));
    int month = GregorianTables.month(dayOfYear, starts);
    if ((possibleMonths >>> month & 1) != 0) {
      int days = days(year, month, starts) & ~(-2 << (dayOfYear - starts[month]));
      if (days != 0) {
        return GregorianTables.newYear(year) + starts[month] + highest(days);
      }
    }
    return lastDayIn(year, possibleMonths & ~(-1 << month));
  }

  private int previousDayBeforeYear(int year) {
    for (int y = years.previous(year - 1); y >= 0; y = years.previous(y - 1)) {
      int match = lastDayIn(y, possibleMonths);
      if (match >= 0) {
        return match;
      }
    }
    return -1;
  }

  private int lastDayIn(int year, int requested) {
    int[] starts = GregorianTables.monthStarts(GregorianTables.isLeapYear(year));
    for (int rest = requested; rest != 0; rest &= ~Integer.highestOneBit(rest)) {
      int month = highest(rest);
      int days = days(year, month, starts);
      if (days != 0) {
        return GregorianTables.newYear(year) + starts[month] + highest(days);
      }
    }
    return -1;
  }

  private int days(int year, int month, int[] starts) {
    int weekday = GregorianTables.weekday(GregorianTables.newYear(year) + starts[month]);
    return dayMasks[DayRule.kind(starts[month + 1] - starts[month], weekday)];
  }

  /** The months that have a matching day in some year. */
  private static int possibleMonths(int[] dayMasks) {
    int possible = 0;
    for (boolean leap : new boolean[] {false, true}) {
      int[] starts = GregorianTables.monthStarts(leap);
      for (int month = 0; month < 12; month++) {
        int kind = DayRule.kind(starts[month + 1] - starts[month], 0);
        int days = 0;
        for (int weekday = 0; weekday < 7; weekday++) {
          days |= dayMasks[kind + weekday];
        }
        possible |= days == 0 ? 0 : 1 << month;
      }
    }
    return possible;
  }

  private static int highest(int set) {
    return 31 - Integer.numberOfLeadingZeros(set);
  }
}
