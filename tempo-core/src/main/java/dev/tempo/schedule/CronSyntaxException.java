package dev.tempo.schedule;

import java.util.Objects;

/**
 * A cron expression that breaks the rules of its dialect.
 *
 * <p>The message says what was given, what is allowed and how to put it right; {@link #field()} and
 * {@link #position()} let an editor mark the place.
 */
public final class CronSyntaxException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;
  private static final int LONGEST_SHOWN = 120;

  /** The expression, exactly as given. */
  private final String expression;

  /** The name of the field at fault. */
  private final String field;

  /** The index of the character at fault. */
  private final int position;

  CronSyntaxException(String expression, String field, int position, String problem) {
    super(field + " at position " + position + " of \"" + shorten(expression) + "\": " + problem);
    this.expression = expression;
    this.field = Objects.requireNonNull(field);
    this.position = position;
  }

  /** Returns the expression exactly as it was given, never null. */
  public String expression() {
    return expression;
  }

  /**
   * Returns the name of the field at fault: {@code second}, {@code minute}, {@code hour}, {@code
   * day-of-month}, {@code month}, {@code day-of-week} or {@code year}; or {@code expression} when
   * the fault lies in no single field.
   */
  public String field() {
    return field;
  }

  /**
   * Returns where the fault is: the 0-based index of a character in {@link #expression()}, leading
   * white space counted, or the length of the expression when something is missing at its end.
   */
  public int position() {
    return position;
  }

  /** The expression for a message: on one line, and not too long. */
  private static String shorten(String expression) {
    String shown =
        expression.length() <= LONGEST_SHOWN
            ? expression
            : expression.substring(0, LONGEST_SHOWN) + "...";
    return shown.replaceAll("\\p{Cntrl}", "?");
  }
}
