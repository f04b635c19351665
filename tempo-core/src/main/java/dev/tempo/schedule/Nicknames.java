package dev.tempo.schedule;

import dev.tempo.internal.message.CronMessages;
import dev.tempo.message.Message;
import java.util.Locale;

/**
 * The nicknames of OCPS 1.1 section 4.1. They are case-sensitive and stand alone. Spring has the
 * same but {@link #REBOOT}, as macros in any case.
 */
final class Nicknames {
  /** Fires at start-up and never by the clock (OCPS 1.1 section 4.2). */
  static final String REBOOT = "@reboot";

  private static final String NEVER = "0 0 31 2 *";
  private static final String ALLOWED =
      "@yearly, @annually, @monthly, @weekly, @daily, @midnight, @hourly";

  private Nicknames() {}

  /** The index of the {@code @} if an expression is a nickname, else -1. */
  static int find(String expression) {
    for (int i = 0; i < expression.length(); i++) {
      if (!FieldBounds.isSpace(expression.charAt(i))) {
        return expression.charAt(i) == '@' ? i : -1;
      }
    }
    return -1;
  }

  /** The five fields that a nickname stands for; for {@link #REBOOT} some that never match. */
  static String expand(String expression, int at) {
    String nickname = nickname(expression, at);
    String fields = nickname.equals(REBOOT) ? NEVER : fields(nickname);
    if (fields.isEmpty()) {
      throw error(expression, at, CronMessages.NO_NICKNAME.of(nickname, ALLOWED));
    }
    return fields;
  }

  /** The five fields of OCPS that a macro of Spring stands for. */
  static String expandMacro(String expression, int at) {
    String macro = nickname(expression, at);
    String fields = fields(macro.toLowerCase(Locale.ROOT));
    if (fields.isEmpty()) {
      throw error(expression, at, CronMessages.NO_MACRO.of(macro, ALLOWED));
    }
    return fields;
  }

  private static String nickname(String expression, int at) {
    int end = expression.length();
    while (FieldBounds.isSpace(expression.charAt(end - 1))) {
      end--;
    }
    return expression.substring(at, end);
  }

  /** Empty if there is no such nickname. */
  private static String fields(String nickname) {
    return switch (nickname) {
      case "@yearly", "@annually" -> "0 0 1 1 *";
      case "@monthly" -> "0 0 1 * *";
      case "@weekly" -> "0 0 * * 0";
      case "@daily", "@midnight" -> "0 0 * * *";
      case "@hourly" -> "0 * * * *";
      default -> "";
    };
  }

  private static CronSyntaxException error(String expression, int at, Message problem) {
    return new CronSyntaxException(expression, at, problem);
  }
}
