package dev.tempo.server.http.json;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.server.http.problem.Strings;
import dev.tempo.value.TimeBounds;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reads single JSON values; what is wrong is a {@link Refusal}. */
public final class JsonValues {
  private static final long EXACT_INTEGERS = 1L << 53; // What JSON carries safely: RFC 8259 §6.
  private static final int UUID_LENGTH = 36;
  private static final double SHORTEST_SECONDS = TimeBounds.MIN_DURATION.toMillis() / 1_000.0;
  private static final long LONGEST_SECONDS = TimeBounds.MAX_DURATION.toSeconds();

  /** What instants look like, for messages. */
  public static final String INSTANT =
      "an instant of the years 1970 to 9999, such as 2026-03-29T01:00:00Z";

  private JsonValues() {}

  static void require(boolean condition, String message) {
    if (!condition) {
      throw new Refusal(message);
    }
  }

  /** Refuses texts that no UTF-8 can hold, wherever they stand: they would be stored changed. */
  static void requireUnicode(JsonNode value) {
    require(
        !value.isTextual() || StandardCharsets.UTF_8.newEncoder().canEncode(value.textValue()),
        "must not contain half of a surrogate pair");
    value.forEach(JsonValues::requireUnicode); // names are looked at by the parser
  }

  static void requireList(JsonNode value, int maxSize) {
    require(value.isArray(), "must be a list");
    require(value.size() <= maxSize, "must have at most " + maxSize + " elements");
  }

  static long whole(JsonNode value, long min, long max) {
    require(value.isIntegralNumber() && value.canConvertToLong(), "must be a whole number");
    long number = value.longValue();
    require(
        number >= min && number <= max,
        max >= EXACT_INTEGERS ? "must be at least " + min : "must be from " + min + " to " + max);
    return number;
  }

  static <T> T parse(JsonNode value, Function<String, T> parser, String allowed) {
    require(value.isTextual(), "must be " + allowed);
    return parse(value.textValue(), parser, allowed);
  }

  public static <T> T parse(String text, Function<String, T> parser, String allowed) {
    try {
      return parser.apply(text);
    } catch (IllegalArgumentException | DateTimeException e) {
      throw new Refusal("must be " + allowed + ", but got '" + Strings.shorten(text) + "'");
    }
  }

  public static Instant instant(String text) {
    return TimeBounds.instant("an instant", OffsetDateTime.parse(text).toInstant());
  }

  static LocalDate day(String text) {
    return TimeBounds.date("a day", LocalDate.parse(text));
  }

  /** Zero where it may be, or a length of time that Tempo takes, to the nearest millisecond. */
  static Duration seconds(JsonNode value, Duration min) {
    require(value.isNumber(), "must be a number");
    double seconds = value.doubleValue();
    double shortest = min.isZero() ? SHORTEST_SECONDS : min.toMillis() / 1_000.0;
    require(
        seconds >= shortest && seconds <= LONGEST_SECONDS || min.isZero() && seconds == 0,
        "must be "
            + (min.isZero() ? "0, or from " : "from ")
            + shortest
            + " to "
            + LONGEST_SECONDS);
    return Duration.ofMillis(Math.round(seconds * 1_000));
  }

  public static UUID uuid(String text) {
    if (text.length() != UUID_LENGTH) { // UUID.fromString is lenient about lengths
      throw new IllegalArgumentException("Not a UUID");
    }
    return UUID.fromString(text);
  }

  static String shortText(JsonNode value, int maxLength) {
    require(value.isTextual(), "must hold texts only");
    String text = value.textValue();
    require(text.length() <= maxLength, "must hold texts of at most " + maxLength + " characters");
    require(text.indexOf('\0') < 0, "must not contain NUL");
    return text;
  }

  static String scalar(JsonNode value, int maxLength) {
    require(value.isValueNode(), "must be a text, a number, true or false");
    String text = value.asText();
    require(text.length() <= maxLength, "must have at most " + maxLength + " characters");
    require(text.indexOf('\0') < 0, "must not contain NUL");
    return text;
  }

  static Optional<String> maybeText(JsonNode value, int maxLength) {
    return value.isNull() ? Optional.empty() : Optional.of(shortText(value, maxLength));
  }

  static <E extends Enum<E>> String allowed(Class<E> type) {
    List<E> constants = Arrays.asList(type.getEnumConstants());
    return "one of " + constants.stream().map(Enum::name).collect(Collectors.joining(", "));
  }

  /** Why a value was refused; never leaves the readers of this package. */
  public static final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Refusal(String message) {
      super(message, null, false, false);
    }
  }
}
