package dev.tempo.internal.text;

import dev.tempo.internal.message.SyntaxMessages;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.regex.Pattern;

/** The values of TOML 1.0 that hold no others: texts, numbers, truth, dates and times. */
final class TomlScalars {
  private static final String CONTROL = "\\x00-\\x08\\x0A-\\x1F\\x7F";
  private static final Pattern PLAIN = Pattern.compile("[^\"\\\\" + CONTROL + "]++");
  private static final Pattern PLAIN_LINES = Pattern.compile("(?:[^\"\\\\" + CONTROL + "]|\\n)++");
  private static final Pattern LITERAL = Pattern.compile("[^'" + CONTROL + "]*+");
  private static final Pattern LITERAL_LINES = Pattern.compile("(?:[^'" + CONTROL + "]|\\n)++");
  private static final Pattern ESCAPE = Pattern.compile("\\\\[btnfr\"\\\\]");
  private static final Pattern CODE = Pattern.compile("\\\\(?:u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8})");
  private static final Pattern LINE_END = Pattern.compile("\\\\[ \\t]*+\\n[ \\t\\n]*+");
  private static final String CLOCK = "(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d++)?";
  private static final Pattern DATE =
      Pattern.compile(
          "(?:\\d{4}-\\d\\d-\\d\\d)(?:[Tt ]"
              + CLOCK
              + "(?:[Zz]|[+-](?:[01]\\d|2[0-3]):[0-5]\\d)?)?");
  private static final Pattern TIME = Pattern.compile(CLOCK);
  private static final Pattern BITS =
      Pattern.compile("0x[0-9A-Fa-f](?:_?[0-9A-Fa-f])*+|0o[0-7](?:_?[0-7])*+|0b[01](?:_?[01])*+");
  private static final String DIGITS = "\\d(?:_?\\d)*+";
  private static final Pattern NUMBER =
      Pattern.compile(
          "[+-]?(?:0|[1-9](?:_?\\d)*+)(?:(?:\\." + DIGITS + ")?(?:[eE][+-]?" + DIGITS + ")?)");
  private static final Pattern ODD = Pattern.compile("[+-]?(?:inf|nan)");

  /** Python reads no more either. */
  private static final int MOST_DIGITS = 4_300;

  private final TextScanner cursor;

  TomlScalars(TextScanner cursor) {
    this.cursor = cursor;
  }

  /** Reads the value that comes next. */
  Object read() {
    if (cursor.take("\"\"\"")) {
      return lines("\"", PLAIN_LINES);
    }
    if (cursor.take("'''")) {
      return lines("'", LITERAL_LINES);
    }
    if (cursor.looksAt("\"") || cursor.looksAt("'")) {
      return oneLine();
    }
    if (cursor.take("true")) {
      return true;
    }
    return cursor.take("false") ? Boolean.FALSE : number();
  }

  /** Reads a text that ends with its line. */
  String oneLine() {
    if (cursor.take("'")) {
      String text = cursor.take(LITERAL);
      end("'");
      return text;
    }
    cursor.take("\"");
    StringBuilder text = new StringBuilder();
    while (!cursor.looksAt("\"")) {
      String plain = cursor.take(PLAIN);
      text.append(plain.isEmpty() ? escape() : plain);
    }
    end("\"");
    return text.toString();
  }

  private void end(String mark) {
    if (!cursor.take(mark)) {
      throw cursor.mistake(SyntaxMessages.TEXT_END.of(cursor.next()));
    }
  }

  /** A text of several lines, behind its three marks; one or two marks may stand in it. */
  private String lines(String mark, Pattern plain) {
    StringBuilder text = new StringBuilder();
    cursor.take("\n");
    while (!cursor.take(mark.repeat(3))) {
      if (cursor.take(mark)) {
        text.append(mark);
        continue;
      }
      String taken = cursor.take(plain);
      boolean literal = mark.equals("'");
      if (taken.isEmpty() && literal) {
        throw cursor.mistake(SyntaxMessages.TEXT_END.of(cursor.next()));
      }
      boolean joined = taken.isEmpty() && !cursor.take(LINE_END).isEmpty();
      text.append(joined ? "" : taken.isEmpty() ? escape() : taken);
    }
    for (int more = 0; more < 2 && cursor.take(mark); more++) {
      text.append(mark);
    }
    return text.toString();
  }

  private String escape() {
    String plain = cursor.take(ESCAPE);
    if (!plain.isEmpty()) {
      return StringEscapes.resolve(plain);
    }
    int at = cursor.at();
    String code = cursor.take(CODE);
    if (code.isEmpty()) {
      throw cursor.mistake(SyntaxMessages.ESCAPE.of());
    }
    long point = Long.parseLong(code.substring(2), 16);
    boolean surrogate = point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
    if (point > Character.MAX_CODE_POINT || surrogate) {
      throw new SyntaxProblem(at, SyntaxMessages.NO_CHARACTER.of(code));
    }
    return Character.toString((int) point);
  }

  private Object number() {
    int at = cursor.at();
    String date = cursor.take(DATE);
    if (!date.isEmpty()) {
      return date(date, at);
    }
    String time = cursor.take(TIME);
    if (!time.isEmpty()) {
      return new Toml.Time(time);
    }
    String bits = cursor.take(BITS).replace("_", "");
    String number = bits.isEmpty() ? cursor.take(NUMBER).replace("_", "") : bits;
    if (number.length() > MOST_DIGITS) {
      throw new SyntaxProblem(at, SyntaxMessages.DIGITS.of(MOST_DIGITS));
    }
    if (!bits.isEmpty()) {
      int radix = bits.charAt(1) == 'x' ? 16 : bits.charAt(1) == 'o' ? 8 : 2;
      return new BigInteger(bits.substring(2), radix);
    }
    if (!number.isEmpty()) {
      boolean whole = number.matches("[+-]?\\d++");
      return whole ? new BigInteger(number) : Double.valueOf(number);
    }
    String odd = cursor.take(ODD);
    if (odd.isEmpty()) {
      throw cursor.mistake(SyntaxMessages.VALUE.of(cursor.next()));
    }
    return odd.endsWith("nan") ? Double.NaN : odd.startsWith("-") ? -1 / 0.0 : 1 / 0.0;
  }

  private static Toml.Time date(String text, int at) {
    try {
      LocalDate date = LocalDate.parse(text.substring(0, 10));
      if (date.getYear() == 0) {
        throw new SyntaxProblem(at, SyntaxMessages.YEAR_ZERO.of());
      }
      return new Toml.Time(text);
    } catch (DateTimeException e) {
      throw new SyntaxProblem(at, SyntaxMessages.NO_DATE.of(text));
    }
  }
}
