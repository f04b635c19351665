package dev.tempo.process;

import dev.tempo.internal.message.ValueMessages;
import dev.tempo.message.InvalidValueException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Which variables of an environment a process may inherit. A pattern is a name, or the beginning of
 * a name followed by {@code *}; nothing else has a meaning. Immutable.
 */
public final class EnvironmentWhitelist {
  private static final Pattern PATTERN = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*\\*?|\\*");
  private static final EnvironmentWhitelist STANDARD = parse("PATH,HOME,USER,LANG,LC_*,TZ,TMPDIR");

  private final List<String> patterns;

  private EnvironmentWhitelist(List<String> patterns) {
    this.patterns = patterns;
  }

  /** {@code PATH, HOME, USER, LANG, LC_*, TZ, TMPDIR}. */
  public static EnvironmentWhitelist standard() {
    return STANDARD;
  }

  /**
   * Reads patterns separated by commas or white space; a text without any lets nothing through.
   *
   * @throws IllegalArgumentException naming the pattern that is none
   */
  public static EnvironmentWhitelist parse(String text) {
    Objects.requireNonNull(text, "text");
    List<String> patterns =
        Arrays.stream(text.split("[,\\s]+")).filter(word -> !word.isEmpty()).toList();
    for (String pattern : patterns) {
      if (!PATTERN.matcher(pattern).matches()) {
        throw new InvalidValueException(ValueMessages.VARIABLE_PATTERN.of(pattern));
      }
    }
    return new EnvironmentWhitelist(patterns);
  }

  /**
   * Those variables of {@code environment} that a pattern names, in a new map. Names that a POSIX
   * shell would not hand on, such as {@code a.b}, are left out.
   *
   * @throws NullPointerException if it is null
   */
  public Map<String, String> select(Map<String, String> environment) {
    Objects.requireNonNull(environment, "environment");
    Map<String, String> selected = new TreeMap<>(environment);
    selected.keySet().removeIf(name -> !allows(name));
    return selected;
  }

  private boolean allows(String name) {
    return ProcessSpec.isVariableName(name)
        && patterns.stream().anyMatch(pattern -> matches(pattern, name));
  }

  private static boolean matches(String pattern, String name) {
    int last = pattern.length() - 1;
    return pattern.charAt(last) == '*'
        ? name.startsWith(pattern.substring(0, last))
        : name.equals(pattern);
  }

  /** The patterns, separated by commas. */
  @Override
  public String toString() {
    return String.join(",", patterns);
  }
}
