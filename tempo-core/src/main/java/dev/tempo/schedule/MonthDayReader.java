package dev.tempo.schedule;

/**
 * Reads a day-of-month field: ranges, {@code L} (OCPS 1.3 section 4.1) and {@code W} (section 4.3).
 */
final class MonthDayReader {
  private final FieldScanner scanner;
  private final boolean extended;
  private int days;
  private int fromEnd;
  private int nearest;
  private int items;
  private int lastNearestAt;

  /**
   * Reads what a scanner holds.
   *
   * @param extended whether {@code L-n} and {@code W} within lists are allowed
   */
  MonthDayReader(FieldScanner scanner, boolean extended) {
    this.scanner = scanner;
    this.extended = extended;
  }

  DayRule.MonthDays read() {
    do {
      items++;
      if (scanner.take('L')) {
        readFromEnd();
      } else {
        readDays();
      }
      scanner.endItem();
    } while (scanner.take(','));
    if (nearest != 0 && items > 1 && !extended) {
      throw scanner.error(lastNearestAt, "W takes a single day and no list; use one schedule each");
    }
    return new DayRule.MonthDays(false, days, fromEnd, nearest);
  }

  private void readFromEnd() {
    if (scanner.peek() == 'W') {
      takeNearest(DayRule.MonthDays.LAST_WEEKDAY);
    } else if (extended && scanner.take('-')) {
      fromEnd |= 1 << scanner.readNumber(0, 30, "the number of days before the last");
    } else {
      fromEnd |= 1;
    }
  }

  private void readDays() {
    int start = scanner.position();
    scanner.readRange();
    if (scanner.peek() == 'W') {
      if (!scanner.single()) {
        throw scanner.error(start, "W takes a single day and no range; write 15W for example");
      }
      takeNearest(1 << (scanner.first() - 1));
    } else {
      days |= (int) (scanner.rangeSet() >>> 1);
    }
  }

  private void takeNearest(int day) {
    lastNearestAt = scanner.position();
    scanner.take('W');
    nearest |= day;
  }
}
