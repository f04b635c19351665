package dev.tempo.schedule;

/**
 * Reads a day-of-week field behind its {@code +}: ranges, {@code D#N} (OCPS 1.3 section 4.2), and
 * {@code D#L} or {@code DL} (section 4.1).
 */
final class WeekdayReader {
  private final FieldScanner scanner;
  private int every;
  private long nth;
  private int last;

  WeekdayReader(FieldScanner scanner) {
    this.scanner = scanner;
  }

  DayRule.Weekdays read() {
    do {
      readItem();
      scanner.endItem();
    } while (scanner.take(','));
    return new DayRule.Weekdays(false, every, nth, last);
  }

  private void readItem() {
    if (scanner.peek() == 'L') {
      throw scanner.error(
          scanner.position(), "L needs a weekday here; write FRI#L for the last Friday");
    }
    int start = scanner.position();
    scanner.readRange();
    char modifier = scanner.peek();
    if (modifier != '#' && modifier != 'L') {
      long set = scanner.rangeSet();
      every |= (int) (set & 0x7F | set >>> 7); // 7 is Sunday, too
    } else if (scanner.single()) {
      readModifier(scanner.first() % 7);
    } else {
      throw scanner.error(start, modifier + " takes a single weekday; write FRI#L or MON#1");
    }
  }

  private void readModifier(int weekday) {
    if (scanner.take('L') || scanner.take('#') && scanner.take('L')) {
      last |= 1 << weekday;
    } else {
      int week = scanner.readNumber(1, 5, "the occurrence in the month, or L,") - 1;
      nth |= 1L << (7 * week + weekday);
    }
  }
}
