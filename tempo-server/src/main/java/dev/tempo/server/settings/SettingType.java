package dev.tempo.server.settings;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.server.http.json.Json;
import java.time.DateTimeException;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * What values a setting takes. Every value has a text, by which environment variables, flags, the
 * settings file and the database know it.
 *
 * @param <T> the type in Java
 * @param label what the API calls the type
 * @param allowed which values there are, in words
 * @param limits what of that programs can check
 * @param parser reads a text; refuses by an exception
 * @param printer writes a value as a text
 */
record SettingType<T>(
    String label,
    String allowed,
    SettingLimits limits,
    Function<String, T> parser,
    Function<T, String> printer) {
  private static final int MAX_LIST = 100;
  private static final int MAX_ELEMENT = 500;
  private static final String SECRET = "secret";

  static SettingType<Integer> whole(int min, int max) {
    return new SettingType<>(
        "integer",
        "a whole number from " + min + " to " + max,
        SettingLimits.range(min, max),
        text -> within(Integer.parseInt(text.strip()), min, max),
        String::valueOf);
  }

  static SettingType<Boolean> flag() {
    return new SettingType<>(
        "boolean", "true or false", SettingLimits.NONE, SettingType::parseFlag, String::valueOf);
  }

  static SettingType<String> text(int maxLength) {
    return text("text", "a text of at most " + maxLength + " characters", maxLength, any -> true);
  }

  /** A text that is either empty or as a test wants it. */
  static SettingType<String> text(
      String label, String allowed, int maxLength, Predicate<String> test) {
    return new SettingType<>(
        label,
        allowed,
        SettingLimits.length(maxLength),
        text -> checked(text.strip(), maxLength, test),
        Function.identity());
  }

  /** A text that nobody is shown again. */
  static SettingType<String> secret(int minLength, int maxLength) {
    return new SettingType<>(
        SECRET,
        String.format(Locale.ROOT, "a text of %d to %d characters", minLength, maxLength),
        SettingLimits.length(minLength, maxLength),
        text -> checked(text, maxLength, t -> t.length() >= minLength),
        Function.identity());
  }

  static SettingType<String> choice(List<String> options) {
    return new SettingType<>(
        "choice",
        "one of " + String.join(", ", options),
        SettingLimits.choice(options),
        text -> option(text.strip(), options),
        Function.identity());
  }

  static SettingType<LocalTime> time() {
    return new SettingType<>(
        "time",
        "a time of day such as 02:30",
        SettingLimits.NONE,
        LocalTime::parse,
        LocalTime::toString);
  }

  static SettingType<ZoneId> zone() {
    return new SettingType<>(
        "zone", "a time zone such as Europe/Paris", SettingLimits.NONE, ZoneId::of, ZoneId::getId);
  }

  /** Texts, which must not hold commas. */
  static SettingType<List<String>> list(String allowed, Predicate<String> test) {
    return new SettingType<>(
        "list",
        allowed,
        SettingLimits.list(MAX_LIST, MAX_ELEMENT),
        text -> elements(text, test),
        elements -> String.join(",", elements));
  }

  /** True if the value must not be shown. */
  boolean isSecret() {
    return label.equals(SECRET);
  }

  /**
   * Reads a text.
   *
   * @throws IllegalArgumentException that says what is allowed, but not what a secret was
   */
  T parse(String text) {
    try {
      return parser.apply(text);
    } catch (IllegalArgumentException | DateTimeException e) {
      String got = isSecret() ? "" : ", but got '" + shortened(Hidden.ofWrong(text)) + "'";
      throw new IllegalArgumentException("must be " + allowed + got, e);
    }
  }

  /** The text of a JSON value, which may be an array where a list is meant. */
  String textOf(JsonNode value) {
    if (value.isArray() && label.equals("list")) {
      return StreamSupport.stream(value.spliterator(), false)
          .map(JsonNode::asText)
          .map(element -> element.replace(",", "\0")) // is refused when it is read
          .collect(Collectors.joining(","));
    }
    if (!value.isValueNode()) {
      throw new IllegalArgumentException("must be " + allowed);
    }
    return value.asText();
  }

  /** A value as it may be shown, without credentials in addresses. */
  JsonNode toJson(T value) {
    return switch (value) {
      case Integer number -> Json.node(number);
      case Boolean flag -> Json.node(flag);
      case List<?> elements ->
          Json.node(elements.stream().map(element -> Hidden.of(element.toString())).toList());
      default -> Json.node(Hidden.of(printer.apply(value)));
    };
  }

  private static int within(int number, int min, int max) {
    if (number < min || number > max) {
      throw new IllegalArgumentException("out of bounds");
    }
    return number;
  }

  private static boolean parseFlag(String text) {
    return switch (text.strip()) {
      case "true", "1", "yes", "on" -> true;
      case "false", "0", "no", "off" -> false;
      default -> throw new IllegalArgumentException(text);
    };
  }

  private static String checked(String text, int maxLength, Predicate<String> test) {
    boolean plain = text.chars().noneMatch(Character::isISOControl);
    if (text.length() > maxLength || !plain || !(text.isEmpty() || test.test(text))) {
      throw new IllegalArgumentException("refused");
    }
    return text;
  }

  private static String option(String text, List<String> options) {
    return options.stream()
        .filter(option -> option.equalsIgnoreCase(text))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(text));
  }

  private static List<String> elements(String text, Predicate<String> test) {
    List<String> elements =
        Arrays.stream(text.split(",")).map(String::strip).filter(e -> !e.isEmpty()).toList();
    if (elements.size() > MAX_LIST) {
      throw new IllegalArgumentException("too many");
    }
    elements.forEach(element -> checked(element, MAX_ELEMENT, test));
    return elements;
  }

  private static String shortened(String text) {
    String clean = text.replaceAll("\\p{Cntrl}", "?");
    return clean.length() <= 80 ? clean : clean.substring(0, 80) + "…";
  }
}
