package dev.tempo.schedule;

import dev.tempo.internal.message.CronMessages;
import dev.tempo.message.Message;

/**
 * Reads a cron expression in one pass. Every error points at the place in the text that was given.
 *
 * <p>Tempo's own dialect is OCPS 1.0 to 1.4 without exceptions. What the specification leaves open
 * is decided so:
 *
 * <ul>
 *   <li>{@code LW} is the last weekday of the month, the weekday nearest to {@code L}.
 *   <li>{@code SUN} as the end of a range is 7, so that {@code FRI-SUN} is valid.
 *   <li>A step may be larger than its range, and then selects the first value alone.
 *   <li>A day field counts as restricted (OCPS 1.0 section 6.1) unless it is {@code *} and nothing
 *       else.
 * </ul>
 *
 * <p>The other dialects mean what {@code CronExpression} of Quartz 2.5 and of Spring Framework 5.3
 * and later make of them. Where those overlook a part of what was written, or do what cannot be
 * represented, the expression is refused:
 *
 * <ul>
 *   <li>Weekdays count from 1 = Sunday in Quartz; in Spring 0 and 7 are Sunday, and {@code *}
 *       begins with Monday, which matters for steps.
 *   <li>{@code a/n} runs from a to the end of the field.
 *   <li>Ranges may run over the end of the cycle in Quartz ({@code 22-2}); in Spring only from
 *       Sunday.
 *   <li>In Spring both day fields must match; in Quartz exactly one of them is {@code ?}.
 * </ul>
 */
final class CronParser {
  private final String text;
  private final Dialect dialect;
  private final FieldBounds fields;

  /** How many fields are left out in front: the second. */
  private final int shift;

  /** Whether the hour or the minute runs over the whole field. */
  private boolean wild;

  private CronParser(String text, Dialect dialect) {
    this.text = text;
    this.dialect = dialect;
    this.fields = new FieldBounds(text);
    this.shift = fields.count() == 5 ? 1 : 0;
  }

  /** Reads an expression that is no nickname. */
  static LocalPattern parse(String text, Dialect dialect) {
    return new CronParser(text, dialect).parse();
  }

  /** The same expression with one space between fields and none around. */
  static String singleSpaced(String text) {
    StringBuilder spaced = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      if (!FieldBounds.isSpace(text.charAt(i))) {
        spaced.append(text.charAt(i));
      } else if (i > 0 && !FieldBounds.isSpace(text.charAt(i - 1))) {
        spaced.append(' ');
      }
    }
    return spaced.toString().strip();
  }

  /**
   * The same expression with one space between fields, upper-case names, {@code *} for {@code ?},
   * and no leading zeros. Only for an expression that was read without error.
   */
  static String canonical(String text) {
    String spaced = singleSpaced(text);
    StringBuilder canonical = new StringBuilder(spaced.length());
    boolean inNumber = false;
    for (int i = 0; i < spaced.length(); i++) {
      char next = spaced.charAt(i);
      boolean last = i + 1 == spaced.length() || !isDigit(spaced.charAt(i + 1));
      if (inNumber || next != '0' || last) {
        canonical.append(next == '?' ? '*' : Character.toUpperCase(next));
        inNumber = isDigit(next);
      }
    }
    return canonical.toString();
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private LocalPattern parse() {
    int most = dialect == Dialect.SPRING ? 6 : 7;
    if (fields.count() < (dialect == Dialect.OCPS ? 5 : 6) || fields.count() > most) {
      throw wrongCount(most);
    }
    long seconds = shift == 1 ? 1 : numbers(CronField.SECOND);
    wild = false;
    long minutes = numbers(CronField.MINUTE);
    int hours = (int) numbers(CronField.HOUR);
    boolean fixed = !wild;
    DayRule.MonthDays monthDays = monthDays();
    int months = (int) (numbers(CronField.MONTH) >>> 1);
    DayRule.Weekdays weekdays = weekdays();
    DayRule rule = new DayRule(monthDays, weekdays, bothDays());
    YearSet years = fields.count() == 7 ? years() : YearSet.ALL;
    TimeOfDay time = new TimeOfDay(hours, minutes, seconds);
    return new LocalPattern(time, rule, months, years, fixed);
  }

  private CronSyntaxException wrongCount(int limit) {
    Message needed =
        switch (dialect) {
          case OCPS -> CronMessages.FIVE_TO_SEVEN.of();
          case QUARTZ -> CronMessages.SIX_OR_SEVEN.of();
          case SPRING -> CronMessages.SIX.of();
        };
    if (fields.count() == 0) {
      return new CronSyntaxException(text, 0, CronMessages.EMPTY.of(needed));
    }
    return fields.count() > limit
        ? new CronSyntaxException(
            text, fields.begin(limit), CronMessages.TOO_MANY_FIELDS.of(limit, needed))
        : new CronSyntaxException(
            text, text.length(), CronMessages.TOO_FEW_FIELDS.of(fields.count(), needed));
  }

  private FieldScanner scanner(CronField field) {
    int i = field.ordinal() - shift;
    return new FieldScanner(text, field, dialect, fields.begin(i), fields.end(i));
  }

  private char firstOf(CronField field) {
    return text.charAt(fields.begin(field.ordinal() - shift));
  }

  /** Whether both day fields must match. */
  private boolean bothDays() {
    return dialect == Dialect.SPRING
        || dialect == Dialect.OCPS && firstOf(CronField.DAY_OF_WEEK) == '+';
  }

  private long numbers(CronField field) {
    FieldScanner scanner = scanner(field);
    long set = 0;
    do {
      boolean isFirst = set == 0;
      scanner.readRange();
      scanner.endRange();
      set |= scanner.rangeSet();
      wild |= isFirst && scanner.wild();
    } while (scanner.take(','));
    return set;
  }

  private YearSet years() {
    FieldScanner scanner = scanner(CronField.YEAR);
    YearSet set = null;
    do {
      scanner.readRange();
      scanner.endRange();
      int first = scanner.first() - GregorianTables.FIRST_YEAR;
      YearSet item =
          YearSet.range(first, scanner.last() - GregorianTables.FIRST_YEAR, scanner.step());
      set = set == null ? item : set.union(item);
    } while (scanner.take(','));
    return set;
  }

  private DayRule.MonthDays monthDays() {
    FieldScanner scanner = scanner(CronField.DAY_OF_MONTH);
    return scanner.isWildcard() ? DayRule.MonthDays.ANY : new MonthDayReader(scanner).read();
  }

  private DayRule.Weekdays weekdays() {
    FieldScanner scanner = scanner(CronField.DAY_OF_WEEK);
    if (dialect == Dialect.QUARTZ) {
      checkOneIsOpen(scanner);
    } else if (dialect == Dialect.OCPS) {
      scanner.take('+');
    }
    return scanner.isWildcard() ? DayRule.Weekdays.ANY : new WeekdayReader(scanner).read();
  }

  private void checkOneIsOpen(FieldScanner weekday) {
    boolean open = firstOf(CronField.DAY_OF_MONTH) == '?';
    if (open == (firstOf(CronField.DAY_OF_WEEK) == '?')) {
      throw weekday.error(weekday.position(), CronMessages.ONE_DAY_FIELD_OPEN.of(open ? "*" : "?"));
    }
  }
}
