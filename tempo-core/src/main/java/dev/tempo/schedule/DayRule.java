package dev.tempo.schedule;

/**
 * Which days of a month match: the two day fields and how they combine.
 *
 * <p>What a month's days are depends on two things alone: its length (28 to 31) and the weekday of
 * its first day. That makes 28 kinds of month, so {@link #monthMasks()} works out every {@code L},
 * {@code W} and {@code #} once, when an expression is read, and the search for an occurrence needs
 * one table look-up per month.
 *
 * @param monthDays what the day-of-month field selects
 * @param weekdays what the day-of-week field selects
 * @param both whether both fields must match (OCPS 1.4 section 4.1.2, {@code +}) rather than
 *     either; it makes no difference when a field is the plain wildcard (OCPS 1.0 section 6.1)
 */
record DayRule(MonthDays monthDays, Weekdays weekdays, boolean both) {
  private static final int WEEK = 0x7F;
  private static final long EVERY_WEEK = 0x10204081L; // a bit for the first day of each block of 7

  /** Every day. */
  static final DayRule ANY = new DayRule(MonthDays.ANY, Weekdays.ANY, false);

  private static final int[] ALL_DAYS = ANY.computeMasks();

  /**
   * A day-of-month field.
   *
   * @param any whether it is the plain wildcard
   * @param days bit d: the day d + 1
   * @param fromEnd bit n: the n-th day before the last, so bit 0 is {@code L}
   * @param nearest bit d: the weekday (Monday to Friday) nearest to the day d + 1; bit 31: the last
   *     one of the month, {@code LW}
   */
  record MonthDays(boolean any, int days, int fromEnd, int nearest) {
    static final int LAST_WEEKDAY = 1 << 31;
    static final MonthDays ANY = new MonthDays(true, -1 >>> 1, 0, 0);

    private int mask(int length, int firstWeekday) {
      int mask = days;
      for (int rest = fromEnd & valid(length); rest != 0; rest &= rest - 1) {
        mask |= 1 << (length - 1 - Integer.numberOfTrailingZeros(rest));
      }
      for (int rest = nearest & valid(length); rest != 0; rest &= rest - 1) {
        mask |= 1 << nearest(Integer.numberOfTrailingZeros(rest), length, firstWeekday);
      }
      if ((nearest & LAST_WEEKDAY) != 0) {
        mask |= 1 << nearest(length - 1, length, firstWeekday);
      }
      return mask & valid(length);
    }

    /** OCPS 1.3 section 4.3: never across the boundary of a month. */
    private static int nearest(int day, int length, int firstWeekday) {
      return switch ((firstWeekday + day) % 7) {
        case 6 -> day > 0 ? day - 1 : day + 2;
        case 0 -> day < length - 1 ? day + 1 : day - 2;
        default -> day;
      };
    }
  }

  /**
   * A day-of-week field. In all sets bit 0 is Sunday.
   *
   * @param any whether it is the plain wildcard
   * @param every the weekdays that match in every week
   * @param nth bits 7 (n - 1) to 7 (n - 1) + 6: the weekdays of which the n-th in the month matches
   * @param last the weekdays of which the last in the month matches
   */
  record Weekdays(boolean any, int every, long nth, int last) {
    static final Weekdays ANY = new Weekdays(true, WEEK, 0, 0);

    private int mask(int length, int firstWeekday) {
      long mask = turn(every, firstWeekday) * EVERY_WEEK;
      for (int week = 0; nth != 0 && week < 5; week++) {
        mask |= turn((int) (nth >>> (7 * week)) & WEEK, firstWeekday) << (7 * week);
      }
      long lastWeek = (long) WEEK << (length - 7);
      mask |= turn(last, firstWeekday) * EVERY_WEEK & lastWeek;
      return (int) mask & valid(length);
    }

    /** The days, of seven in a row, whose weekdays are in the set. */
    private static long turn(int weekdays, int firstWeekday) {
      return (weekdays | weekdays << 7) >>> firstWeekday & WEEK;
    }
  }

  /**
   * The matching days for each kind of month, at {@link #kind}: bit d is the day d + 1. The array
   * is shared and must not be changed.
   */
  int[] monthMasks() {
    return monthDays.any && weekdays.any ? ALL_DAYS : computeMasks();
  }

  /** The index of a kind of month: of 28 to 31 days, whose first is the weekday (0 = Sunday). */
  static int kind(int length, int firstWeekday) {
    return (length - 28) * 7 + firstWeekday;
  }

  private int[] computeMasks() {
    boolean intersect = both || monthDays.any || weekdays.any;
    int[] masks = new int[28];
    for (int length = 28; length <= 31; length++) {
      for (int first = 0; first < 7; first++) {
        int byDate = monthDays.mask(length, first);
        int byWeekday = weekdays.mask(length, first);
        masks[kind(length, first)] = intersect ? byDate & byWeekday : byDate | byWeekday;
      }
    }
    return masks;
  }

  private static int valid(int length) {
    return -1 >>> (32 - length);
  }
}
