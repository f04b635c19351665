package dev.tempo.schedule;

/**
 * Reads one field of a cron expression from left to right, and knows the part of the grammar that
 * all fields share (OCPS 1.0 section 5):
 *
 * <pre>
 * range = ( "*" | value "-" value ) [ "/" step ] | value
 * </pre>
 *
 * <p>Short-lived and for one thread. Every complaint names the place and a way out.
 */
final class FieldScanner {
  private static final int SATURATED = 99_999_999;

  private final String text;
  private final CronField field;
  private final int begin;
  private final int end;
  private int position;

  /** What {@link #readRange} found. */
  private int first;

  private int last;
  private int step;
  private boolean single;

  FieldScanner(String text, CronField field, int begin, int end) {
    this.text = text;
    this.field = field;
    this.begin = begin;
    this.end = end;
    this.position = begin;
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
  boolean take(char wanted) {
    if (peek() != wanted) {
      return false;
    }
    position++;
    return true;
  }

  /** Reads a range, a wildcard or a value. */
  void readRange() {
    int start = position;
    single = false;
    if (take('*') || field.choosesDays() && take('?')) {
      first = field.min;
      last = field.max;
    } else {
      first = readValue();
      last = first;
      single = !take('-');
      if (!single) {
        readEnd(start);
      }
    }
    step = 1;
    if (peek() == '/') {
      readStep(start);
    }
  }

  /** The values of the range read last, as a set in which bit v is the value v. */
  long rangeSet() {
    if (single) {
      return 1L << first;
    }
    long set = 0;
    for (int value = first; value <= last; value += step) {
      set |= 1L << value;
    }
    return set;
  }

  /** Reads a number and checks its bounds. */
  int readNumber(int min, int max, String what) {
    int start = position;
    int number = readDigits();
    if (position == start) {
      throw error(start, "a number is missing; " + what + " is " + min + " to " + max);
    }
    if (number < min || number > max) {
      String given = text.substring(start, position);
      throw error(start, given + " is out of range; " + what + " is " + min + " to " + max);
    }
    return number;
  }

  /** Checks that nothing more follows in this item: a comma or the end of the field comes next. */
  void endItem() {
    if (position < end && peek() != ',') {
      throw unexpected();
    }
  }

  CronSyntaxException unexpected() {
    if (position == end) {
      return error(position, "a value is missing; allowed are " + field.allowed);
    }
    if (peek() == '/' && (position == begin || text.charAt(position - 1) == ',')) {
      return error(position, "a step needs something to step over; write */n instead of /n");
    }
    int given = text.codePointAt(position);
    String shown = given > ' ' ? "'" + Character.toString(given) + "'" : "the character " + given;
    return error(position, shown + " is not allowed here; allowed are " + field.allowed);
  }

  CronSyntaxException error(int at, String problem) {
    return new CronSyntaxException(text, field.label, at, problem);
  }

  private int readValue() {
    char next = peek();
    if (next >= '0' && next <= '9') {
      return readNumber(field.min, field.max, "the " + field.label);
    }
    if (field.hasNames() && Character.isLetter(next)) {
      return readName();
    }
    throw unexpected();
  }

  private int readName() {
    int value = position + 3 <= end ? field.named(text, position) : -1;
    if (value < 0) {
      int stop = position;
      while (stop < end && Character.isLetter(text.charAt(stop))) {
        stop++;
      }
      String given = text.substring(position, stop);
      throw error(position, given + " is no name of a " + field.label + "; " + namesAre());
    }
    position += 3;
    return value;
  }

  private String namesAre() {
    return "names have three letters, and allowed are " + field.allowed;
  }

  private void readEnd(int start) {
    boolean named = Character.isLetter(peek());
    last = readValue();
    if (named && field == CronField.DAY_OF_WEEK && last == 0 && first > 0) {
      last = 7; // SUN is 0 or 7 (OCPS 1.0 section 4.2), and a week may end with it
    }
    if (last < first) {
      throw error(
          start,
          "the range "
              + text.substring(start, position)
              + " runs backwards; write "
              + (field == CronField.YEAR ? last + "-" + first : wrapped()));
    }
  }

  /** A range over the end of the cycle, in two parts. */
  private String wrapped() {
    return first + "-" + field.largest() + "," + field.min + "-" + last;
  }

  private void readStep(int start) {
    if (single) {
      String value = text.substring(start, position);
      String range = value + "-" + field.largest();
      throw error(
          position,
          "a step needs * or a range; write "
              + range
              + "/n for every n-th from "
              + value
              + " on, or */n");
    }
    int at = ++position;
    step = readDigits();
    if (step == 0) {
      String given = at == position ? "no number" : "0";
      throw error(at, given + " was given for the step; it must be 1 or more, as in */5");
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
