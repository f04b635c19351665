package dev.tempo.server.settings;

import static dev.tempo.server.message.Messages.counted;
import static dev.tempo.server.message.Messages.message;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.message.InvalidValueException;
import dev.tempo.message.Message;
import dev.tempo.server.http.json.Json;
import dev.tempo.server.http.json.JsonValues;
import dev.tempo.server.http.problem.Strings;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * What values a setting takes. Every value has a text, by which environment variables, flags, the
 * settings file and the database know it.
 *
 * @param <T> the type in Java
 * @param label what the API calls the type
 * @param allowed which values there are, in words; looked up when somebody is told
 * @param limits what of that programs can check
 * @param parser reads a text; refuses by an exception
 * @param printer writes a value as a text
 */
record SettingType<T>(
    String label,
    Supplier<Message> allowed,
    SettingLimits limits,
    Function<String, T> parser,
    Function<T, String> printer) {
  private static final int MAX_LIST = 100;
  private static final int MAX_ELEMENT = 500;
  private static final int MAX_PATH = 1_000;
  private static final String SECRET = "secret";
  private static final String LANGUAGE = "language";
  private static final int MAX_LANGUAGE = 20;
  private static final Pattern LANGUAGE_CODE = Pattern.compile("[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})?");

  static SettingType<Integer> whole(int min, int max) {
    return new SettingType<>(
        "integer",
        () -> message("api.allowed.whole", "min", min, "max", max),
        SettingLimits.range(min, max),
        text -> within(Integer.parseInt(text.strip()), min, max),
        String::valueOf);
  }

  static SettingType<Boolean> flag() {
    return new SettingType<>(
        "boolean",
        () -> message("api.allowed.flag"),
        SettingLimits.NONE,
        SettingType::parseFlag,
        String::valueOf);
  }

  static SettingType<String> text(int maxLength) {
    return text("text", () -> counted("api.allowed.text", maxLength), maxLength, any -> true);
  }

  /**
   * A text that is either empty or as a test wants it.
   *
   * @param allowed the key of what is allowed, in words
   */
  static SettingType<String> text(
      String label, String allowed, int maxLength, Predicate<String> test) {
    return text(label, () -> message(allowed), maxLength, test);
  }

  private static SettingType<String> text(
      String label, Supplier<Message> allowed, int maxLength, Predicate<String> test) {
    return new SettingType<>(
        label,
        allowed,
        SettingLimits.length(maxLength),
        text -> checked(text.strip(), maxLength, test),
        Function.identity());
  }

  /**
   * A path that this machine can have, or nothing.
   *
   * @param test what it is besides
   */
  static SettingType<String> path(Predicate<Path> test) {
    return text("text", "api.allowed.path", MAX_PATH, text -> test.test(Path.of(text)));
  }

  /** A text that nobody is shown again. */
  static SettingType<String> secret(int minLength, int maxLength) {
    return new SettingType<>(
        SECRET,
        () -> message("api.allowed.secret", "min", minLength, "max", maxLength),
        SettingLimits.length(minLength, maxLength),
        text -> checked(text, maxLength, t -> t.length() >= minLength),
        Function.identity());
  }

  static SettingType<String> choice(List<String> options) {
    return new SettingType<>(
        "choice",
        () -> JsonValues.oneOf(options),
        SettingLimits.choice(options),
        text -> option(text.strip(), options),
        Function.identity());
  }

  static SettingType<LocalTime> time() {
    return new SettingType<>(
        "time",
        () -> message("api.allowed.time"),
        SettingLimits.NONE,
        LocalTime::parse,
        LocalTime::toString);
  }

  static SettingType<ZoneId> zone() {
    return new SettingType<>(
        "zone", () -> message("api.allowed.zone"), SettingLimits.NONE, ZoneId::of, ZoneId::getId);
  }

  /** One of the languages that there are, which files may add to while the server runs. */
  static SettingType<String> language() {
    return new SettingType<>(
        LANGUAGE,
        () -> message("api.allowed.language"),
        SettingLimits.NONE,
        text -> checked(text.strip(), MAX_LANGUAGE, t -> LANGUAGE_CODE.matcher(t).matches()),
        Function.identity());
  }

  /** True if it is one of the languages that there are. */
  boolean isLanguage() {
    return label.equals(LANGUAGE);
  }

  /**
   * Texts, which must not hold commas.
   *
   * @param allowed the key of what is allowed, in words
   */
  static SettingType<List<String>> list(String allowed, Predicate<String> test) {
    return new SettingType<>(
        "list",
        () -> message(allowed),
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
      Message problem =
          isSecret()
              ? JsonValues.mustBe(allowed.get())
              : JsonValues.mustBe(allowed.get(), Strings.shorten(Hidden.ofWrong(text)));
      throw new InvalidValueException(problem, e);
    }
  }

  /**
   * The text of a JSON value: a text itself, as everything can be written; a number where a number
   * is meant, true or false where they are, and an array of texts where a list is.
   *
   * @throws IllegalArgumentException if it is of another type
   */
  String textOf(JsonNode value) {
    if (value.isTextual() || isMeant(value)) {
      return value.asText();
    }
    if (!value.isArray() || !label.equals("list") || !isOfTexts(value)) {
      throw new InvalidValueException(JsonValues.mustBe(allowed.get()));
    }
    return StreamSupport.stream(value.spliterator(), false)
        .map(JsonNode::textValue)
        .map(element -> element.replace(",", "\0")) // is refused when it is read
        .collect(Collectors.joining(","));
  }

  private boolean isMeant(JsonNode value) {
    return switch (label) {
      case "integer" -> value.isNumber();
      case "boolean" -> value.isBoolean();
      default -> false;
    };
  }

  private static boolean isOfTexts(JsonNode value) {
    return StreamSupport.stream(value.spliterator(), false).allMatch(JsonNode::isTextual);
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
    boolean plain =
        text.codePoints().noneMatch(c -> Character.isISOControl(c) || isHalf(c)); // as stores need
    if (text.length() > maxLength || !plain || !(text.isEmpty() || test.test(text))) {
      throw new IllegalArgumentException("refused");
    }
    return text;
  }

  private static boolean isHalf(int codePoint) {
    return Character.getType(codePoint) == Character.SURROGATE;
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
}
