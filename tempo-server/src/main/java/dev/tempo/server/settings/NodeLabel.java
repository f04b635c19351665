package dev.tempo.server.settings;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a node says of itself, so that jobs can ask for it: {@code zone=a}, or {@code gpu} for one
 * without a value.
 *
 * @param name of the label
 * @param value may be empty
 */
public record NodeLabel(String name, String value) {
  private static final Pattern LABEL =
      Pattern.compile("([A-Za-z0-9][A-Za-z0-9._/-]{0,62})(?:=([A-Za-z0-9._/-]{0,63}))?");

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static NodeLabel parse(String text) {
    Matcher label = LABEL.matcher(text.strip());
    if (!label.matches()) {
      throw new IllegalArgumentException("No label of a node: " + text);
    }
    return new NodeLabel(label.group(1), label.group(2) == null ? "" : label.group(2));
  }

  static boolean isOne(String text) {
    return LABEL.matcher(text.strip()).matches();
  }

  /**
   * Reads all of a node, by their names.
   *
   * @throws SettingsException if a name is given twice
   */
  public static Map<String, String> all(List<String> texts) {
    Map<String, String> all = new TreeMap<>();
    for (String text : texts) {
      NodeLabel label = parse(text);
      if (all.put(label.name(), label.value()) != null) {
        throw new SettingsException(
            List.of("nodeLabels names " + label.name() + " twice; leave one of them out"));
      }
    }
    return all;
  }
}
