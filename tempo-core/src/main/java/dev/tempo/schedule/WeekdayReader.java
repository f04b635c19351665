package dev.tempo.schedule;

import dev.tempo.internal.message.CronMessages;
import dev.tempo.message.MessageTemplate;

/**
 * Reads a day-of-week field behind its {@code +}: ranges, {@code D#N} (OCPS 1.3 section 4.2), and
 * {@code D#L} or {@code DL} (section 4.1). {@code D#L} is not in Quartz and Spring. Quartz reads
 * only one of several weekdays if one has {@code #} or {@code L}, so that lists with them are
 * refused; {@code L} alone is Saturday there.
 */
final class WeekdayReader {
  private static final int SATURDAY = 6;

  private final FieldScanner scanner;
  private final Dialect dialect;
  private int every;
  private long nth;
  private int last;
  private int items;
  private int modifierAt = -1;
  private int loneLastAt = -1;

  WeekdayReader(FieldScanner scanner) {
    this.scanner = scanner;
    this.dialect = scanner.dialect();
  }

  DayRule.Weekdays read() {
    do {
      items++;
      readItem();
    } while (scanner.take(','));
    if (dialect == Dialect.QUARTZ && items > 1 && Math.max(modifierAt, loneLastAt) >= 0) {
      throw scanner.error(
          Math.max(modifierAt, loneLastAt),
          modifierAt >= 0 ? CronMessages.WEEKDAY_LIST.of() : CronMessages.LONE_LAST_IN_LIST.of());
    }
    return new DayRule.Weekdays(false, every, nth, last);
  }

  private void readItem() {
    if (scanner.isLetter('L')) {
      readLoneLast();
      return;
    }
    int start = scanner.position();
    scanner.readRange();
    if (scanner.peek() != '#' && !scanner.isLetter('L')) {
      scanner.endRange();
      every |= weekdays(scanner.rangeSet());
    } else if (scanner.single()) {
      modifierAt = scanner.position();
      readModifier(weekday(scanner.first()));
      scanner.endItem();
    } else {
      String wanted = dialect == Dialect.OCPS ? "FRI#L or MON#1" : "FRIL or MON#1";
      throw scanner.error(start, CronMessages.SINGLE_WEEKDAY.of(scanner.peek(), wanted));
    }
  }

  private void readLoneLast() {
    if (dialect != Dialect.QUARTZ) {
      String wanted = dialect == Dialect.OCPS ? "FRI#L" : "FRIL";
      throw scanner.error(scanner.position(), CronMessages.LAST_NEEDS_WEEKDAY.of(wanted));
    }
    loneLastAt = scanner.position();
    scanner.takeLetter('L');
    scanner.endItem();
    every |= 1 << SATURDAY;
  }

  private void readModifier(int weekday) {
    boolean hash = scanner.take('#');
    boolean letter = (!hash || dialect == Dialect.OCPS) && scanner.takeLetter('L');
    if (letter) {
      last |= 1 << weekday;
    } else {
      MessageTemplate what =
          dialect == Dialect.OCPS ? CronMessages.OCCURRENCE_OR_LAST : CronMessages.OCCURRENCE;
      int week = scanner.readNumber(1, 5, what::of) - 1;
      nth |= 1L << (7 * week + weekday);
    }
  }

  /** A set as it is written, with Sunday as bit 0. */
  private int weekdays(long set) {
    return (int) (dialect == Dialect.QUARTZ ? set >>> 1 : set & 0x7F | set >>> 7);
  }

  private int weekday(int value) {
    return dialect == Dialect.QUARTZ ? value - 1 : value % 7;
  }
}
