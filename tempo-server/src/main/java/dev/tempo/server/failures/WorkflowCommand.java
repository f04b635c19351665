package dev.tempo.server.failures;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A workflow command in a line of a log, {@code ::name key=value,key=value::text}, as GitHub's
 * runners read them. Immutable.
 *
 * @param name in lower case
 * @param properties by their names in lower case, unescaped
 * @param text what stands behind, unescaped
 */
public record WorkflowCommand(String name, Map<String, String> properties, String text) {
  private static final String MARK = "::";
  private static final Set<String> NAMES =
      Set.of("group", "endgroup", "error", "warning", "notice", "debug");

  /** Copies the map. */
  public WorkflowCommand {
    properties = Map.copyOf(properties);
  }

  /** The command of a line, if it is one that is known. */
  public static Optional<WorkflowCommand> parse(String line) {
    String rest = line.stripLeading();
    int end = rest.startsWith(MARK) ? rest.indexOf(MARK, MARK.length()) : -1;
    if (end < 0) {
      return Optional.empty();
    }
    String head = rest.substring(MARK.length(), end);
    int space = head.indexOf(' ');
    String name = (space < 0 ? head : head.substring(0, space)).toLowerCase(Locale.ROOT);
    return NAMES.contains(name)
        ? Optional.of(
            new WorkflowCommand(
                name,
                space < 0 ? Map.of() : properties(head.substring(space + 1)),
                unescaped(rest.substring(end + MARK.length()))))
        : Optional.empty();
  }

  private static Map<String, String> properties(String text) {
    Map<String, String> properties = new HashMap<>();
    for (String property : text.strip().split(",", -1)) {
      int equals = property.indexOf('=');
      if (equals > 0) {
        String name = property.substring(0, equals).toLowerCase(Locale.ROOT);
        String value = property.substring(equals + 1).replace("%3A", ":").replace("%2C", ",");
        properties.put(name, unescaped(value));
      }
    }
    return properties;
  }

  /** A text without the escapes of line ends and percent signs. */
  static String unescaped(String text) {
    return text.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%");
  }

  /** A whole number of a property; empty if it is none. */
  public Optional<Integer> number(String property) {
    try {
      return Optional.ofNullable(properties.get(property)).map(Integer::valueOf);
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
