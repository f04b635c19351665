package dev.tempo.schedule;

import dev.tempo.internal.message.CronMessages;
import dev.tempo.message.Localizable;
import dev.tempo.message.Message;
import dev.tempo.message.MessageTemplate;

/**
 * A cron expression that breaks the rules of its dialect.
 *
 * <p>The message says what was given, what is allowed and how to put it right; {@link #field()} and
 * {@link #position()} let an editor mark the place.
 */
public final class CronSyntaxException extends IllegalArgumentException implements Localizable {
  private static final long serialVersionUID = 1L;
  private static final int LONGEST_SHOWN = 120;

  /** The expression, exactly as given. */
  private final String expression;

  /** The name of the field at fault. */
  private final String field;

  /** The index of the character at fault. */
  private final int position;

  private final transient Message message;

  /** With a problem in a field. */
  CronSyntaxException(String expression, CronField field, int position, Message problem) {
    this(expression, field.label, position, whole(expression, field.name, position, problem));
  }

  /** With a problem that lies in no single field. */
  CronSyntaxException(String expression, int position, Message problem) {
    this(
        expression,
        "expression",
        position,
        whole(expression, CronMessages.EXPRESSION, position, problem));
  }

  private CronSyntaxException(String expression, String field, int position, Message message) {
    super(message.text());
    this.expression = expression;
    this.field = field;
    this.position = position;
    this.message = message;
  }

  private static Message whole(
      String expression, MessageTemplate field, int position, Message problem) {
    return CronMessages.AT.of(field.of(), position, shorten(expression), problem);
  }

  @Override
  public Message message() {
    return message;
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
