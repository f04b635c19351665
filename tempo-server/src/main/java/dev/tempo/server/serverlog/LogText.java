package dev.tempo.server.serverlog;

/**
 * Makes texts fit for a log. What people sent may stand in any line, and terminals obey some of it:
 * escape sequences rename windows and hide lines, marks of direction turn what is read around, and
 * line ends begin entries that nobody wrote.
 */
final class LogText {
  private static final String INDENT = "\n\t";

  private LogText() {}

  /** With each further line behind a tab, and what is no letter, sign or space spelt out. */
  static String of(String text) {
    StringBuilder clean = new StringBuilder(text.length() + 16);
    text.strip().replace("\r\n", "\n").codePoints().forEach(point -> append(clean, point));
    return clean.toString();
  }

  private static void append(StringBuilder clean, int point) {
    if (point == '\n') {
      clean.append(INDENT);
    } else if (point == '\t' || !isHidden(point)) {
      clean.appendCodePoint(point);
    } else {
      for (char unit : Character.toChars(point)) {
        clean.append("\\u").append(Character.forDigit(unit >> 12 & 15, 16));
        clean.append(Character.forDigit(unit >> 8 & 15, 16));
        clean.append(Character.forDigit(unit >> 4 & 15, 16));
        clean.append(Character.forDigit(unit & 15, 16));
      }
    }
  }

  private static boolean isHidden(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          true;
      default -> false;
    };
  }
}
