package dev.tempo.python.requirement;

import dev.tempo.internal.message.RequirementMessages;
import dev.tempo.internal.text.SyntaxProblem;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Parses and normalises versions and version clauses (PEP 440, appendix B). */
final class Pep440 {
  private static final int MOST_CHARACTERS = 200;
  private static final Pattern VERSION =
      Pattern.compile(
          "v?(?:(?<epoch>[0-9]+)!)?(?<release>[0-9]+(?:\\.[0-9]+)*)"
              + "(?<pre>[-_.]?(?<prel>alpha|a|beta|b|preview|pre|c|rc)[-_.]?(?<pren>[0-9]+)?)?"
              + "(?<post>-(?<postm>[0-9]+)|[-_.]?(?:post|rev|r)[-_.]?(?<postn>[0-9]+)?)?"
              + "(?<dev>[-_.]?dev[-_.]?(?<devn>[0-9]+)?)?"
              + "(?:\\+(?<local>[a-z0-9]+(?:[-_.][a-z0-9]+)*))?");
  private static final Pattern CLAUSE =
      Pattern.compile("(?<operator>===|~=|==|!=|<=|>=|<|>)[ \\t]*(?<version>[^\\s]*)");

  private Pep440() {}

  /**
   * A clause such as {@code >= 1.0} in normal form: {@code >=1.0}.
   *
   * @throws SyntaxProblem if it is none
   */
  static String clause(String text, int offset) {
    Matcher matcher = CLAUSE.matcher(text);
    if (!matcher.matches()) {
      throw new SyntaxProblem(offset, RequirementMessages.CLAUSE.of(text));
    }
    String operator = matcher.group("operator");
    String version = matcher.group("version");
    int at = offset + matcher.start("version");
    if (version.isEmpty()) {
      throw new SyntaxProblem(at, RequirementMessages.VERSION_MISSING.of(operator));
    }
    return operator.equals("===") ? operator + version : operator + version(operator, version, at);
  }

  private static String version(String operator, String text, int offset) {
    boolean exact = operator.equals("==") || operator.equals("!=");
    if (text.endsWith(".*")) {
      return prefix(operator, text.substring(0, text.length() - 2), offset);
    }
    Matcher parts = parse(text, offset);
    if (parts.group("local") != null && !exact) {
      throw new SyntaxProblem(offset, RequirementMessages.LOCAL.of(parts.group("local")));
    }
    if (operator.equals("~=") && !parts.group("release").contains(".")) {
      throw new SyntaxProblem(offset, RequirementMessages.COMPATIBLE.of(text));
    }
    return normal(parts);
  }

  private static String prefix(String operator, String text, int offset) {
    if (!operator.equals("==") && !operator.equals("!=")) {
      throw new SyntaxProblem(offset, RequirementMessages.PREFIX.of(operator));
    }
    Matcher parts = parse(text, offset);
    for (String part : List.of("pre", "post", "dev", "local")) {
      if (parts.group(part) != null) {
        throw new SyntaxProblem(
            offset, RequirementMessages.PREFIX_NUMBERS.of(operator + release(parts)));
      }
    }
    return normal(parts) + ".*";
  }

  private static Matcher parse(String text, int offset) {
    Matcher matcher = VERSION.matcher(text.toLowerCase(Locale.ROOT));
    if (text.length() > MOST_CHARACTERS || !matcher.matches()) {
      throw new SyntaxProblem(offset, RequirementMessages.VERSION.of(shortened(text)));
    }
    return matcher;
  }

  private static String shortened(String text) {
    return text.length() <= 40 ? text : text.substring(0, 40) + "…";
  }

  /** Whether a text is a version; file names of wheels have {@code _} for {@code -} in it. */
  static boolean isVersion(String text) {
    return text.length() <= MOST_CHARACTERS
        && VERSION.matcher(text.toLowerCase(Locale.ROOT).replace('_', '-')).matches();
  }

  private static String release(Matcher parts) {
    String epoch = number(parts.group("epoch"));
    return (epoch.equals("0") ? "" : epoch + "!") + numbers(parts.group("release"));
  }

  private static String normal(Matcher parts) {
    String text = release(parts);
    if (parts.group("pre") != null) {
      text += preLetter(parts.group("prel")) + number(parts.group("pren"));
    }
    if (parts.group("post") != null) {
      String post = parts.group("postm") != null ? parts.group("postm") : parts.group("postn");
      text += ".post" + number(post);
    }
    if (parts.group("dev") != null) {
      text += ".dev" + number(parts.group("devn"));
    }
    String local = parts.group("local");
    return local == null ? text : text + "+" + local.replaceAll("[-_]", ".");
  }

  private static String preLetter(String word) {
    return switch (word) {
      case "a", "alpha" -> "a";
      case "b", "beta" -> "b";
      default -> "rc";
    };
  }

  private static String numbers(String release) {
    List<String> numbers = new ArrayList<>();
    for (String number : release.split("\\.")) {
      numbers.add(number(number));
    }
    return String.join(".", numbers);
  }

  private static String number(String digits) {
    String stripped = digits == null ? "" : digits.replaceFirst("^0+", "");
    return stripped.isEmpty() ? "0" : stripped;
  }
}
