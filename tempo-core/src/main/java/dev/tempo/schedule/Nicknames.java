package dev.tempo.schedule;

/** The nicknames of OCPS 1.1 section 4.1. They are case-sensitive and stand alone. */
final class Nicknames {
  /** Fires at start-up and never by the clock (OCPS 1.1 section 4.2). */
  static final String REBOOT = "@reboot";

  private static final String NEVER = "0 0 31 2 *";
  private static final String ALLOWED =
      "@yearly, @annually, @monthly, @weekly, @daily, @midnight, @hourly and @reboot";

  private Nicknames() {}

  /** The index of the {@code @} if an expression is a nickname, else -1. */
  static int find(String expression) {
    for (int i = 0; i < expression.length(); i++) {
      char c = expression.charAt(i);
      if (c != ' ' && c != '\t') {
        return c == '@' ? i : -1;
      }
    }
    return -1;
  }

  /** The five fields that a nickname stands for; for {@link #REBOOT} some that never match. */
  static String expand(String expression, int at) {
    int end = expression.length();
    while (expression.charAt(end - 1) == ' ' || expression.charAt(end - 1) == '\t') {
      end--;
    }
    String nickname = expression.substring(at, end);
    return switch (nickname) {
      case "@yearly", "@annually" -> "0 0 1 1 *";
      case "@monthly" -> "0 0 1 * *";
      case "@weekly" -> "0 0 * * 0";
      case "@daily", "@midnight" -> "0 0 * * *";
      case "@hourly" -> "0 * * * *";
      case REBOOT -> NEVER;
      default ->
          throw new CronSyntaxException(
              expression,
              "expression",
              at,
              nickname + " is no nickname; allowed are " + ALLOWED + ", in lower case and alone");
    };
  }
}
