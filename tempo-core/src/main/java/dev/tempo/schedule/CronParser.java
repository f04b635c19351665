package dev.tempo.schedule;

/**
 * Reads a cron expression in one pass: OCPS 1.0 to 1.4 without exceptions.
 *
 * <p>What the specification leaves open is decided so:
 *
 * <ul>
 *   <li>{@code LW} is the last weekday of the month, the weekday nearest to {@code L}.
 *   <li>{@code SUN} as the end of a range is 7, so that {@code FRI-SUN} is valid.
 *   <li>A step may be larger than its range, and then selects the first value alone.
 *   <li>A day field counts as restricted (OCPS 1.0 section 6.1) unless it is {@code *} and nothing
 *       else.
 * </ul>
 *
 * <p>The <em>extended</em> grammar is what other dialects are converted to. It adds {@code L-n} and
 * lists with {@code W}, which OCPS does not have.
 */
final class CronParser {
  private static final String WANTED =
      "5 fields are needed (minute hour day-of-month month day-of-week),"
          + " 6 with the second in front, or 7 with the year at the end";

  private final String text;
  private final boolean extended;
  private final int[] begins = new int[8];
  private final int[] ends = new int[8];
  private int fields;

  private CronParser(String text, boolean extended) {
    this.text = text;
    this.extended = extended;
    split();
  }

  /** Reads an expression that is no nickname. */
  static LocalPattern parse(String text, boolean extended) {
    return new CronParser(text, extended).parse();
  }

  /** The same expression with one space between fields and none around. */
  static String singleSpaced(String text) {
    StringBuilder spaced = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      if (!isSpace(text.charAt(i))) {
        spaced.append(text.charAt(i));
      } else if (i > 0 && !isSpace(text.charAt(i - 1))) {
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

  private void split() {
    int i = 0;
    while (i < text.length() && fields < 8) {
      if (isSpace(text.charAt(i))) {
        i++;
        continue;
      }
      begins[fields] = i;
      while (i < text.length() && !isSpace(text.charAt(i))) {
        i++;
      }
      ends[fields++] = i;
    }
  }

  private static boolean isSpace(char c) {
    return c == ' ' || c == '\t';
  }

  private LocalPattern parse() {
    if (fields < 5 || fields > 7) {
      throw wrongCount();
    }
    int shift = fields == 5 ? 1 : 0; // the second is left out
    long seconds = fields == 5 ? 1 : numbers(CronField.SECOND, shift);
    long minutes = numbers(CronField.MINUTE, shift);
    int hours = (int) numbers(CronField.HOUR, shift);
    DayRule.MonthDays monthDays = monthDays(scanner(CronField.DAY_OF_MONTH, shift));
    int months = (int) (numbers(CronField.MONTH, shift) >>> 1);
    FieldScanner weekday = scanner(CronField.DAY_OF_WEEK, shift);
    DayRule rule = new DayRule(monthDays, weekdays(weekday), isBoth(shift));
    YearSet years = fields == 7 ? years(scanner(CronField.YEAR, shift)) : YearSet.ALL;
    boolean fixed =
        !startsWithStar(CronField.MINUTE, shift) && !startsWithStar(CronField.HOUR, shift);
    TimeOfDay time = new TimeOfDay(hours, minutes, seconds);
    return new LocalPattern(time, rule, months, years, fixed);
  }

  private CronSyntaxException wrongCount() {
    if (fields == 0) {
      return new CronSyntaxException(text, "expression", 0, "it is empty; " + WANTED);
    }
    int at = fields > 7 ? begins[7] : text.length();
    String given = fields > 7 ? "there are more than 7 fields; " : fields + " given; ";
    return new CronSyntaxException(text, "expression", at, given + WANTED);
  }

  private FieldScanner scanner(CronField field, int shift) {
    int i = field.ordinal() - shift;
    return new FieldScanner(text, field, begins[i], ends[i]);
  }

  private boolean startsWithStar(CronField field, int shift) {
    return text.charAt(begins[field.ordinal() - shift]) == '*';
  }

  private boolean isBoth(int shift) {
    return text.charAt(begins[CronField.DAY_OF_WEEK.ordinal() - shift]) == '+';
  }

  private long numbers(CronField field, int shift) {
    FieldScanner scanner = scanner(field, shift);
    long set = 0;
    do {
      scanner.readRange();
      scanner.endItem();
      set |= scanner.rangeSet();
    } while (scanner.take(','));
    return set;
  }

  private static YearSet years(FieldScanner scanner) {
    YearSet set = null;
    do {
      scanner.readRange();
      scanner.endItem();
      int first = scanner.first() - Civil.FIRST_YEAR;
      YearSet item = YearSet.range(first, scanner.last() - Civil.FIRST_YEAR, scanner.step());
      set = set == null ? item : set.union(item);
    } while (scanner.take(','));
    return set;
  }

  private DayRule.MonthDays monthDays(FieldScanner scanner) {
    return scanner.isWildcard()
        ? DayRule.MonthDays.ANY
        : new MonthDayReader(scanner, extended).read();
  }

  private static DayRule.Weekdays weekdays(FieldScanner scanner) {
    scanner.take('+');
    return scanner.isWildcard() ? DayRule.Weekdays.ANY : new WeekdayReader(scanner).read();
  }
}
