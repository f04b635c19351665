package dev.tempo.python.requirement;

import dev.tempo.internal.message.RequirementMessages;
import dev.tempo.internal.text.SyntaxProblem;
import dev.tempo.internal.text.TextScanner;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Environment markers by PEP 508, such as {@code python_version < "3.11" and extra == 'x'}: checked
 * and brought to one form, not evaluated, which is the installer's part.
 */
final class MarkerParser {
  private static final int DEEPEST = 50;
  private static final Pattern WORD = Pattern.compile("[A-Za-z_][A-Za-z0-9_.]*");
  private static final Pattern OPERATOR = Pattern.compile("===|~=|==|!=|<=|>=|<|>");
  private static final Pattern STRING =
      Pattern.compile("\"[^\"\\\\\\p{Cntrl}]*\"|'[^'\\\\\\p{Cntrl}]*'");
  private static final Set<String> VARIABLES =
      Set.of(
          "python_version",
          "python_full_version",
          "os_name",
          "sys_platform",
          "platform_release",
          "platform_system",
          "platform_version",
          "platform_machine",
          "platform_python_implementation",
          "implementation_name",
          "implementation_version",
          "extra");

  /** Names that setuptools knew before PEP 508; installers still read them. */
  private static final Map<String, String> OLD_NAMES =
      Map.of(
          "os.name", "os_name",
          "sys.platform", "sys_platform",
          "platform.version", "platform_version",
          "platform.machine", "platform_machine",
          "platform.python_implementation", "platform_python_implementation",
          "python_implementation", "platform_python_implementation");

  private final TextScanner cursor;
  private final StringBuilder normal = new StringBuilder();

  private MarkerParser(TextScanner cursor) {
    this.cursor = cursor;
  }

  /**
   * Reads a marker up to the end of the text.
   *
   * @throws SyntaxProblem if there is none, or something follows it
   */
  static String parse(TextScanner cursor) {
    MarkerParser parser = new MarkerParser(cursor);
    parser.either(0);
    if (!cursor.atEnd()) {
      throw cursor.mistake(RequirementMessages.MARKER_END.of(cursor.next()));
    }
    return parser.normal.toString();
  }

  private void either(int depth) {
    both(depth);
    while (word("or")) {
      normal.append(" or ");
      both(depth);
    }
  }

  private void both(int depth) {
    one(depth);
    while (word("and")) {
      normal.append(" and ");
      one(depth);
    }
  }

  private void one(int depth) {
    cursor.skipBlanks();
    if (!cursor.take("(")) {
      comparison();
      return;
    }
    if (depth == DEEPEST) {
      throw cursor.mistake(RequirementMessages.NESTED.of(DEEPEST));
    }
    normal.append('(');
    either(depth + 1);
    if (!cursor.take(")")) {
      throw cursor.mistake(RequirementMessages.MARKER_CLOSE.of(cursor.next()));
    }
    normal.append(')');
    cursor.skipBlanks();
  }

  private void comparison() {
    value();
    operator();
    value();
  }

  private void value() {
    cursor.skipBlanks();
    String quoted = cursor.take(STRING);
    normal.append(quoted.isEmpty() ? variable() : requoted(quoted));
    cursor.skipBlanks();
  }

  private static String requoted(String quoted) {
    String inner = quoted.substring(1, quoted.length() - 1);
    return inner.contains("\"") ? "'" + inner + "'" : "\"" + inner + "\"";
  }

  private String variable() {
    int start = cursor.at();
    String name = cursor.take(WORD);
    if (name.isEmpty()) {
      throw cursor.mistake(RequirementMessages.MARKER_VALUE.of(cursor.next()));
    }
    String known = OLD_NAMES.getOrDefault(name, name);
    if (!VARIABLES.contains(known)) {
      throw new SyntaxProblem(start, RequirementMessages.MARKER_VARIABLE.of(name));
    }
    return known;
  }

  private void operator() {
    String symbol = cursor.take(OPERATOR);
    if (!symbol.isEmpty()) {
      normal.append(' ').append(symbol).append(' ');
    } else if (word("in")) {
      normal.append(" in ");
    } else if (word("not")) {
      if (!word("in")) {
        throw cursor.mistake(RequirementMessages.MARKER_IN.of(cursor.next()));
      }
      normal.append(" not in ");
    } else {
      throw cursor.mistake(RequirementMessages.MARKER_COMPARISON.of(cursor.next()));
    }
  }

  /** Passes over this word if it comes next. */
  private boolean word(String word) {
    cursor.skipBlanks();
    return cursor.takeWord(word);
  }
}
