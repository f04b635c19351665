package dev.tempo.schedule;

import dev.tempo.internal.message.CronMessages;

/**
 * Reads a day-of-month field: ranges, {@code L} (OCPS 1.3 section 4.1) and {@code W} (section 4.3).
 * Quartz and Spring add {@code L-n} and lists with {@code W}.
 *
 * <p>{@code 31W} in Quartz (2.5) fires in the months that have a 31st, as in OCPS. In Spring a
 * Sunday at the end of a month moves to the first of the next one, which cannot be represented, so
 * that {@code 28W} to {@code 31W} are refused.
 */
final class MonthDayReader {
  /** From this day on the next Monday may lie in the next month. */
  private static final int LAST_DAYS = 28;

  private final FieldScanner scanner;
  private final Dialect dialect;
  private int days;
  private int fromEnd;
  private int nearest;
  private int items;
  private int lastNearestAt;

  MonthDayReader(FieldScanner scanner) {
    this.scanner = scanner;
    this.dialect = scanner.dialect();
  }

  DayRule.MonthDays read() {
    do {
      items++;
      if (scanner.takeLetter('L')) {
        readFromEnd();
        scanner.endItem();
      } else {
        readDays();
      }
    } while (scanner.take(','));
    if (nearest != 0 && items > 1 && dialect == Dialect.OCPS) {
      throw scanner.error(lastNearestAt, CronMessages.W_IN_LIST.of());
    }
    return new DayRule.MonthDays(false, days, fromEnd, nearest);
  }

  private void readFromEnd() {
    if (scanner.isLetter('W')) {
      takeNearest(DayRule.MonthDays.LAST_WEEKDAY);
    } else if (dialect != Dialect.OCPS && scanner.take('-')) {
      boolean spring = dialect == Dialect.SPRING; // which leaves February for 28 days and more
      fromEnd |=
          1
              << scanner.readNumber(
                  spring ? 1 : 0, spring ? 27 : 30, CronMessages.DAYS_BEFORE_LAST::of);
      if (scanner.isLetter('W')) {
        throw scanner.error(scanner.position(), CronMessages.W_BEFORE_LAST.of());
      }
    } else {
      fromEnd |= 1;
    }
  }

  private void readDays() {
    int start = scanner.position();
    scanner.readRange();
    if (scanner.isLetter('W')) {
      if (!scanner.single()) {
        throw scanner.error(start, CronMessages.W_BEHIND_RANGE.of());
      }
      checkNearest(start);
      takeNearest(1 << (scanner.first() - 1));
      scanner.endItem();
    } else {
      scanner.endRange();
      days |= (int) (scanner.rangeSet() >>> 1);
    }
  }

  private void checkNearest(int start) {
    if (dialect == Dialect.SPRING && scanner.first() >= LAST_DAYS) {
      throw scanner.error(start, CronMessages.W_AT_MONTH_END.of(scanner.first()));
    }
  }

  private void takeNearest(int day) {
    lastNearestAt = scanner.position();
    scanner.takeLetter('W');
    nearest |= day;
  }
}
