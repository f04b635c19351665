package dev.tempo.server.http.json;

import static dev.tempo.server.message.Messages.counted;
import static dev.tempo.server.message.Messages.message;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.message.Localizable;
import dev.tempo.message.Message;
import dev.tempo.server.http.problem.Strings;
import dev.tempo.value.TimeBounds;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** Reads single JSON values; what is wrong is a {@link Refusal}. */
public final class JsonValues {
  private static final long EXACT_INTEGERS = 1L << 53; // What JSON carries safely: RFC 8259 §6.
  private static final int UUID_LENGTH = 36;
  private static final double SHORTEST_SECONDS = TimeBounds.MIN_DURATION.toMillis() / 1_000.0;
  private static final long LONGEST_SECONDS = TimeBounds.MAX_DURATION.toSeconds();

  private JsonValues() {}

  static void require(boolean condition, Message message) {
    if (!condition) {
      throw new Refusal(message);
    }
  }

  static void requireLength(String text, int maxLength) {
    if (text.length() > maxLength) { // the text is made for those that are too long alone
      throw new Refusal(counted("api.value.maxCharacters", maxLength));
    }
  }

  static void requireNoNul(String text) {
    require(text.indexOf('\0') < 0, message("api.value.nul"));
  }

  /** That a value is none of those that are allowed. */
  public static Message mustBe(Message allowed) {
    return message("api.value.mustBe", "allowed", allowed);
  }

  /** That a value is none of those that are allowed, and what it is. */
  public static Message mustBe(Message allowed, String got) {
    return message("api.value.mustBeButGot", "allowed", allowed, "got", got);
  }

  /** Refuses texts that no UTF-8 can hold, wherever they stand: they would be stored changed. */
  static void requireUnicode(JsonNode value) {
    require(!value.isTextual() || isUnicode(value.textValue()), message("api.value.surrogate"));
    value.forEach(JsonValues::requireUnicode); // names are looked at by the parser
  }

  /** An encoder would say so, too, but makes a copy of all of a script to do so. */
  private static boolean isUnicode(String text) {
    for (int i = 0; i < text.length(); i++) {
      char letter = text.charAt(i);
      if (Character.isSurrogate(letter)) {
        i++; // past the second half
        if (i == text.length() || !Character.isSurrogatePair(letter, text.charAt(i))) {
          return false;
        }
      }
    }
    return true;
  }

  static void requireList(JsonNode value, int maxSize) {
    require(value.isArray(), message("api.value.list"));
    if (value.size() > maxSize) {
      throw new Refusal(counted("api.value.maxElements", maxSize));
    }
  }

  static long whole(JsonNode value, long min, long max) {
    require(value.isIntegralNumber() && value.canConvertToLong(), message("api.value.whole"));
    long number = value.longValue();
    require(
        number >= min && number <= max,
        max >= EXACT_INTEGERS
            ? message("api.value.atLeast", "min", min)
            : message("api.value.fromTo", "min", min, "max", max));
    return number;
  }

  static <T> T parse(JsonNode value, Function<String, T> parser, Message allowed) {
    require(value.isTextual(), mustBe(allowed));
    return parse(value.textValue(), parser, allowed);
  }

  public static <T> T parse(String text, Function<String, T> parser, Message allowed) {
    try {
      return parser.apply(text);
    } catch (IllegalArgumentException | DateTimeException e) {
      throw new Refusal(mustBe(allowed, Strings.shorten(text)));
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
    require(value.isNumber(), message("api.value.number"));
    double seconds = value.doubleValue();
    double shortest = min.isZero() ? SHORTEST_SECONDS : min.toMillis() / 1_000.0;
    require(
        seconds >= shortest && seconds <= LONGEST_SECONDS || min.isZero() && seconds == 0,
        message(
            min.isZero() ? "api.value.zeroOrFromTo" : "api.value.fromTo",
            "min",
            shortest,
            "max",
            LONGEST_SECONDS));
    return Duration.ofMillis(Math.round(seconds * 1_000));
  }

  public static UUID uuid(String text) {
    if (text.length() != UUID_LENGTH) { // UUID.fromString is lenient about lengths
      throw new IllegalArgumentException("Not a UUID");
    }
    return UUID.fromString(text);
  }

  static String shortText(JsonNode value, int maxLength) {
    require(value.isTextual(), message("api.value.textsOnly"));
    String text = value.textValue();
    if (text.length() > maxLength) {
      throw new Refusal(counted("api.value.textsOfMaxCharacters", maxLength));
    }
    requireNoNul(text);
    return text;
  }

  /** As a text; of some in a list, those with commas between them. */
  static String scalar(JsonNode value, int maxLength) {
    List<String> texts = new ArrayList<>();
    for (JsonNode one : value.isArray() ? value : List.of(value)) {
      require(one.isValueNode() && !one.isNull(), message("api.value.scalar"));
      texts.add(one.asText());
    }
    String text = String.join(",", texts);
    requireLength(text, maxLength);
    requireNoNul(text);
    return text;
  }

  static Optional<String> maybeText(JsonNode value, int maxLength) {
    return value.isNull() ? Optional.empty() : Optional.of(shortText(value, maxLength));
  }

  static <E extends Enum<E>> Message allowed(Class<E> type) {
    List<E> constants = Arrays.asList(type.getEnumConstants());
    return oneOf(constants.stream().map(Enum::name).toList());
  }

  /** That a value is one of these, which are the same in all languages. */
  public static Message oneOf(List<String> values) {
    return message("api.allowed.oneOf", "values", String.join(", ", values));
  }

  /** Why a value was refused; never leaves the readers of this package. */
  public static final class Refusal extends RuntimeException implements Localizable {
    private static final long serialVersionUID = 1L;

    private final transient Message message;

    Refusal(Message message) {
      super(message.text(), null, false, false);
      this.message = message;
    }

    @Override
    public Message message() {
      return message;
    }
  }
}
