package dev.tempo.message;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text for people that can be said in any language: a code, arguments, and how it reads in
 * English. Immutable and thread-safe.
 *
 * <p>Placeholders stand in braces. A translation names the same ones, in any order:
 *
 * {@snippet :
 * Message message =
 *     Message.of("queue.full", "{queue} already has {count} runs", "queue", "mail", "count", 20);
 * message.text(); // mail already has 20 runs
 * }
 *
 * @param code names the text in catalogues, such as {@code cron.outOfRange}
 * @param english the English text, with placeholders
 * @param arguments by the names of the placeholders, in the order given; each value is a text, a
 *     number, or a message of its own
 */
public record Message(String code, String english, Map<String, Object> arguments) {
  /** The argument that chooses between forms of a plural. */
  public static final String COUNT = "count";

  private static final Pattern PLACEHOLDER = Pattern.compile("\\{([A-Za-z][A-Za-z0-9]*)}");

  /**
   * Checks and copies.
   *
   * @throws NullPointerException if anything is null
   * @throws IllegalArgumentException if the English text has a placeholder without an argument
   */
  public Message {
    Objects.requireNonNull(arguments, "arguments");
    Objects.requireNonNull(code, "code");
    Objects.requireNonNull(english, "english");
    Map<String, Object> copy = new LinkedHashMap<>();
    arguments.forEach((name, value) -> copy.put(name, Objects.requireNonNull(value, name)));
    arguments = Collections.unmodifiableMap(copy);
    Matcher placeholder = PLACEHOLDER.matcher(english);
    while (placeholder.find()) {
      if (!copy.containsKey(placeholder.group(1))) {
        throw new IllegalArgumentException(
            "The text of " + code + " needs an argument '" + placeholder.group(1) + "'");
      }
    }
  }

  /**
   * A message.
   *
   * @param namesAndValues the name of an argument, its value, the next name, and so on
   * @throws NullPointerException if anything is null
   * @throws IllegalArgumentException if a placeholder has no argument, or a name no value
   */
  public static Message of(String code, String english, Object... namesAndValues) {
    return new Message(code, english, named(code, namesAndValues));
  }

  /**
   * A message that counts: its argument {@value #COUNT} chooses the form, in English and in any
   * other language.
   *
   * @param one the English text for one
   * @param other the English text for any other number
   * @throws NullPointerException if anything is null
   * @throws IllegalArgumentException if a placeholder has no argument, or a name no value
   */
  public static Message counted(
      String code, long count, String one, String other, Object... namesAndValues) {
    Map<String, Object> arguments = new LinkedHashMap<>();
    arguments.put(COUNT, count);
    arguments.putAll(named(code, namesAndValues));
    return new Message(code, count == 1 ? one : other, arguments);
  }

  private static Map<String, Object> named(String code, Object... namesAndValues) {
    if (namesAndValues.length % 2 != 0) {
      throw new IllegalArgumentException("An argument of " + code + " has a name and no value");
    }
    Map<String, Object> arguments = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      arguments.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return arguments;
  }

  /** The English text with its arguments in place. */
  public String text() {
    return fill(english, arguments);
  }

  /**
   * Puts arguments into a text; placeholders that have none stay as they are.
   *
   * @param template a text with placeholders in braces
   * @param arguments by name; messages among them are put in in English
   */
  public static String fill(String template, Map<String, ?> arguments) {
    return PLACEHOLDER
        .matcher(template)
        .replaceAll(
            found -> {
              Object value = arguments.get(found.group(1));
              String text =
                  switch (value) {
                    case null -> found.group();
                    case Message message -> message.text();
                    default -> value.toString();
                  };
              return Matcher.quoteReplacement(text);
            });
  }

  /** The English text. */
  @Override
  public String toString() {
    return text();
  }
}
