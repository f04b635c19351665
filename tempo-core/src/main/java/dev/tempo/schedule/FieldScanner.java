package dev.tempo.schedule;

import dev.tempo.internal.message.CronMessages;
import dev.tempo.message.Message;
import java.util.function.Supplier;

/**
 * Reads one field of a cron expression from left to right, and knows the part of the grammar that
 * all fields share (OCPS 1.0 section 5):
 *
 * <pre>
 * range = ( "*" | value "-" value ) [ "/" step ] | value
 * </pre>
 *
 * <p>Quartz and Spring differ in this: {@code a/n} runs from a to the end of the field; Quartz lets
 * a range run over the end of its cycle, takes {@code /n} for {@code *}{@code /n}, and overlooks a
 * step behind names, which is refused here; Spring counts {@code *} of the weekdays from Monday.
 *
 * <p>Short-lived and for one thread. Every complaint names the place and a way out.
 */
final class FieldScanner {
  private static final int SATURATED = 99_999_999;

  private final String text;
  private final CronField field;
  private final Dialect dialect;
  private final int min;
  private final int begin;
  private final int end;
  private int position;

  /** What {@link #readRange} found. */
  private int first;

  private int last;
  private int step;
  private boolean single;
  private boolean wild;

  /** Whether one end of the range is a name and the other a number, which Quartz refuses. */
  private boolean mixed;

  private int rangeAt;
  private int rangeEnd;

  FieldScanner(String text, CronField field, Dialect dialect, int begin, int end) {
    this.text = text;
    this.field = field;
    this.dialect = dialect;
    this.min = field.min(dialect);
    this.begin = begin;
    this.end = end;
    this.position = begin;
  }

  Dialect dialect() {
    return dialect;
  }

  /** The first value of the range read last. */
  int first() {
    return first;
  }

  /** The last value of the range read last; the same as the first for a single value. */
  int last() {
    return last;
  }

  /** The step of the range read last; 1 if it has none. */
  int step() {
    return step;
  }

  /** Whether what was read last is a lone value, neither {@code *} nor a range. */
  boolean single() {
    return single;
  }

  /** Whether what was read last runs over the whole field, as {@code *}{@code /5} does. */
  boolean wild() {
    return wild;
  }

  /** The index in the expression of what comes next. */
  int position() {
    return position;
  }

  /** Whether the rest of the field is the plain wildcard. */
  boolean isWildcard() {
    return end == position + 1 && (peek() == '*' || peek() == '?');
  }

  /** The character that comes next, 0 at the end of the field. */
  char peek() {
    return position < end ? text.charAt(position) : 0;
  }

  /** Steps over a character if it is the one that comes next. */
  boolean take(char requested) {
    if (peek() != requested) {
      return false;
    }
    position++;
    return true;
  }

  /**
   * Steps over a capital that stands for something. Quartz takes the small letter, too, and Spring
   * does for weekdays.
   */
  boolean takeLetter(char capital) {
    return take(capital) || ignoresCase() && take((char) (capital + ('a' - 'A')));
  }

  /** Whether this capital comes next, see {@link #takeLetter}. */
  boolean isLetter(char capital) {
    char next = peek();
    return next == capital || ignoresCase() && next == capital + ('a' - 'A');
  }

  private boolean ignoresCase() {
    return dialect == Dialect.QUARTZ || dialect == Dialect.SPRING && field == CronField.DAY_OF_WEEK;
  }

  /** Reads a range, a wildcard or a value. */
  void readRange() {
    rangeAt = position;
    single = false;
    mixed = false;
    boolean named = false;
    wild = takeWildcard();
    if (wild) {
      first = dialect == Dialect.SPRING && field == CronField.DAY_OF_WEEK ? 1 : min;
      last = field.max;
    } else {
      named = Character.isLetter(peek());
      first = readValue();
      last = first;
      single = !take('-');
      if (!single) {
        readEnd(named);
      }
    }
    rangeEnd = position;
    step = 1;
    if (peek() == '/') {
      readStep(named);
    }
  }

  private boolean takeWildcard() {
    return take('*')
        || dialect == Dialect.OCPS && field.choosesDays() && take('?')
        || dialect == Dialect.QUARTZ && peek() == '/';
  }

  /** The values of the range read last, as a set in which bit v is the value v. */
  long rangeSet() {
    if (single) {
      return 1L << first;
    }
    int cycle = field.max - min + 1;
    long set = 0;
    for (int value = first; value <= (last < first ? last + cycle : last); value += step) {
      set |= 1L << (value > field.max ? value - cycle : value);
    }
    return set;
  }

  /**
   * Reads a number and checks its bounds.
   *
   * @param what what the number is; asked for only if it is wrong, since a message costs more than
   *     the field
   */
  int readNumber(int least, int limit, Supplier<Message> what) {
    int start = position;
    int number = readDigits();
    if (position == start) {
      throw error(start, CronMessages.NUMBER_MISSING.of(what.get(), least, limit));
    }
    if (number < least || number > limit) {
      String given = text.substring(start, position);
      throw error(start, CronMessages.OUT_OF_RANGE.of(given, what.get(), least, limit));
    }
    return number;
  }

  /**
   * Checks that the range read last is one, and that nothing more follows in this item: a comma or
   * the end of the field comes next.
   */
  void endRange() {
    endItem();
    if (mixed) {
      String wanted = first + "-" + last + (step > 1 ? "/" + step : "");
      throw error(rangeAt, CronMessages.MIXED_RANGE.of(wanted));
    }
    boolean wraps = dialect == Dialect.QUARTZ && field != CronField.YEAR;
    if (last < first && !wraps) {
      String given = text.substring(rangeAt, rangeEnd);
      throw error(rangeAt, CronMessages.BACKWARDS.of(given, forwards()));
    }
  }

  /** Checks that nothing more follows in this item: a comma or the end of the field comes next. */
  void endItem() {
    if (position < end && peek() != ',') {
      throw unexpected();
    }
  }

  CronSyntaxException unexpected() {
    if (position == end) {
      return error(position, CronMessages.VALUE_MISSING.of(field.allowed(dialect)));
    }
    if (peek() == '/' && (position == begin || text.charAt(position - 1) == ',')) {
      return stepOverNothing();
    }
    int given = text.codePointAt(position);
    return given > ' '
        ? error(
            position, CronMessages.UNEXPECTED.of(Character.toString(given), field.allowed(dialect)))
        : error(position, CronMessages.UNEXPECTED_CODE.of(given, field.allowed(dialect)));
  }

  private CronSyntaxException stepOverNothing() {
    int at = position++;
    int given = readDigits();
    String wanted = "*/" + (given == 0 ? 5 : given);
    return error(at, CronMessages.STEP_OVER_NOTHING.of(wanted));
  }

  CronSyntaxException error(int at, Message problem) {
    return new CronSyntaxException(text, field, at, problem);
  }

  private int readValue() {
    char next = peek();
    if (next >= '0' && next <= '9') {
      return readNumber(min, field.max, () -> CronMessages.THE_FIELD.of(field.name.of()));
    }
    if (field.hasNames() && Character.isLetter(next)) {
      return readName();
    }
    throw unexpected();
  }

  private int readName() {
    int value = position + 3 <= end ? field.named(text, position, dialect) : -1;
    if (value < 0) {
      int stop = position;
      while (stop < end && Character.isLetter(text.charAt(stop))) {
        stop++;
      }
      String given = text.substring(position, stop);
      throw error(
          position, CronMessages.NO_NAME.of(given, field.name.of(), field.allowed(dialect)));
    }
    position += 3;
    return value;
  }

  private void readEnd(boolean firstNamed) {
    boolean named = Character.isLetter(peek());
    last = readValue();
    if (field == CronField.DAY_OF_WEEK && dialect == Dialect.OCPS && named && last == 0) {
      last = 7; // SUN is 0 or 7 (OCPS 1.0 section 4.2), and a week ends with it
    }
    if (field == CronField.DAY_OF_WEEK && dialect == Dialect.SPRING && first == 7) {
      first = 0; // where a range begins, Spring takes Sunday for the first day
    }
    mixed = dialect == Dialect.QUARTZ && named != firstNamed;
  }

  /** A range that runs backwards, in as many parts as it needs, with its step. */
  private String forwards() {
    if (field == CronField.YEAR) {
      return part(last, first);
    }
    int largest = field.largest(dialect);
    int from = first > largest ? min : first;
    if (from <= last) {
      return part(from, last);
    }
    int before = (largest - from) / step * step + from;
    int after = before + step - (largest - min + 1);
    return part(from, largest) + (after > last ? "" : "," + part(after, last));
  }

  private String part(int from, int to) {
    String stepped = step > 1 ? "/" + step : "";
    return from == to && step == 1 ? Integer.toString(from) : from + "-" + to + stepped;
  }

  private void readStep(boolean named) {
    int slash = position++;
    int at = position;
    step = readDigits();
    if (step == 0) {
      throw error(at, (at == position ? CronMessages.STEP_MISSING : CronMessages.STEP_ZERO).of());
    }
    if (dialect == Dialect.OCPS && single) {
      throw error(slash, CronMessages.STEP_NEEDS_RANGE.of(openRange(), step));
    }
    if (dialect == Dialect.QUARTZ && named) {
      String range = single ? Integer.toString(first) : first + "-" + last;
      String wanted = range + "/" + step;
      throw error(slash, CronMessages.STEP_BEHIND_NAMES.of(wanted));
    }
    if (dialect == Dialect.QUARTZ && (single || wild)) {
      checkStep(at);
    }
    if (single) {
      wild = first == min && field != CronField.DAY_OF_WEEK;
      last = field.max;
      single = false;
    }
  }

  /** What {@code a/n} means in other dialects, written as a range. */
  private String openRange() {
    int from = first > field.largest(dialect) ? min : first;
    return from + "-" + field.largest(dialect) + "/" + step;
  }

  /** Quartz refuses steps that are larger than the field, except behind a range. */
  private void checkStep(int at) {
    int largest = field.max;
    if (field != CronField.YEAR && step > largest) {
      String given = text.substring(at, position);
      throw error(at, CronMessages.STEP_TOO_LARGE.of(given, field.name.of(), largest));
    }
  }

  /** Reads digits; a number too large for any field becomes {@link #SATURATED}. */
  private int readDigits() {
    int number = 0;
    while (peek() >= '0' && peek() <= '9') {
      number = Math.min(number * 10 + (peek() - '0'), SATURATED);
      position++;
    }
    return number;
  }
}
