package dev.tempo.server.i18n;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.message.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Compares the placeholders of texts with those of the English ones. */
final class Placeholders {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{([A-Za-z][A-Za-z0-9]*)}");
  private static final Pattern FORM = Pattern.compile("\\.(?:zero|one|two|few|many|other)$");
  private static final String OTHER = ".other";

  private Placeholders() {}

  /**
   * What is wrong with the placeholders of texts, in the order of their keys. A form of a plural
   * need not name a value, such as the number that it stands for; keys that English does not have
   * do not count.
   *
   * @param file where they stand
   * @param texts of some language, by key
   * @param english what they translate, by key
   */
  static List<Message> problems(
      String file, Map<String, String> texts, Map<String, String> english) {
    List<Message> problems = new ArrayList<>();
    texts.forEach(
        (key, text) -> {
          String other = FORM.matcher(key).replaceFirst("") + OTHER;
          boolean form = english.containsKey(other);
          String source = form ? english.get(other) : english.get(key);
          if (source != null) {
            Set<String> unknown = names(text);
            unknown.removeAll(names(source));
            Set<String> lacking = names(source);
            lacking.removeAll(names(text));
            if (!unknown.isEmpty()) {
              problems.add(
                  message(
                      "api.translation.unknownValues",
                      "file",
                      file,
                      "key",
                      key,
                      "values",
                      String.join(", ", unknown)));
            }
            if (!lacking.isEmpty() && !(form && !key.endsWith(OTHER))) {
              problems.add(
                  message(
                      "api.translation.lackingValues",
                      "file",
                      file,
                      "key",
                      key,
                      "values",
                      String.join(", ", lacking)));
            }
          }
        });
    return problems;
  }

  private static Set<String> names(String text) {
    return PLACEHOLDER
        .matcher(text)
        .results()
        .map((MatchResult found) -> found.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
