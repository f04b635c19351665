package dev.tempo.schedule;

/**
 * Tabulates the proleptic Gregorian calendar (OCPS 1.4 section 4.3.2) from 1970 to 2199.
 *
 * <p>Days are counted from 1970-01-01 (day 0), years from 1970 (year 0), months from January (month
 * 0), days of a month from 0, and weekdays from Sunday (0). A year or a month is found by dividing
 * by a little more than its greatest length, which is never too large and at most one too small,
 * and one comparison with a table.
 */
final class GregorianTables {
  static final int FIRST_YEAR = 1970;
  static final int LAST_YEAR = 2199;
  static final int YEARS = LAST_YEAR - FIRST_YEAR + 1;

  /** How many days there are from 1970-01-01 to 2199-12-31. */
  static final int DAYS;

  static final int SECONDS_PER_DAY = 86_400;

  private static final int EPOCH_WEEKDAY = 4; // 1970-01-01 was a Thursday
  private static final int[] NEW_YEARS = new int[YEARS + 1];
  private static final int[] COMMON = monthStarts(28);
  private static final int[] LEAP = monthStarts(29);

  static {
    for (int year = 0; year < YEARS; year++) {
      NEW_YEARS[year + 1] = NEW_YEARS[year] + (isLeap(FIRST_YEAR + year) ? 366 : 365);
    }
    DAYS = NEW_YEARS[YEARS];
  }

  private GregorianTables() {}

  /** The year of a day in 0 … {@link #DAYS}. */
  static int year(int day) {
    int year = day / 366;
    return NEW_YEARS[year + 1] <= day ? year + 1 : year;
  }

  /** The day on which a year begins. */
  static int newYear(int year) {
    return NEW_YEARS[year];
  }

  /** For each month the day of the year on which it begins, and the length of the year. */
  static int[] monthStarts(boolean leap) {
    return leap ? LEAP : COMMON;
  }

  /** Whether a year, counted from 1970, is a leap year. */
  static boolean isLeapYear(int year) {
    return NEW_YEARS[year + 1] - NEW_YEARS[year] == 366;
  }

  /** The month of a day of the year, both counted from 0. */
  static int month(int dayOfYear, int[] monthStarts) {
    int month = dayOfYear >> 5;
    return monthStarts[month + 1] <= dayOfYear ? month + 1 : month;
  }

  /** The weekday of a day, 0 = Sunday. */
  static int weekday(int day) {
    return (day + EPOCH_WEEKDAY) % 7;
  }

  private static boolean isLeap(int year) {
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  }

  private static int[] monthStarts(int february) {
    int[] lengths = {31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int[] starts = new int[13];
    for (int month = 0; month < 12; month++) {
      starts[month + 1] = starts[month] + lengths[month];
    }
    return starts;
  }
}
