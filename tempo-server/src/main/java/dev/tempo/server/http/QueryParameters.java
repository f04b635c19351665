package dev.tempo.server.http;

import static dev.tempo.server.message.Messages.counted;
import static dev.tempo.server.message.Messages.message;

import dev.tempo.message.Message;
import dev.tempo.server.http.json.JsonValues;
import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.http.problem.Strings;
import io.helidon.common.parameters.Parameters;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** Reads query parameters; a value that is not valid is a 422 that names its parameter. */
public final class QueryParameters {
  private static final int MAX_LENGTH = 1_000;

  private final Parameters parameters;

  QueryParameters(Parameters parameters) {
    this.parameters = parameters;
  }

  /**
   * Refuses all parameters but these.
   *
   * @throws ApiException 422 that names one that is not known
   */
  public void only(String... known) {
    for (String name : parameters.names()) {
      if (!Arrays.asList(known).contains(name)) {
        throw ApiException.invalid(Strings.shorten(name), message("api.value.unknownParameter"));
      }
    }
  }

  /** A parameter's text; empty if it is absent or blank. */
  public Optional<String> text(String name) {
    Optional<String> text = parameters.first(name).asOptional().filter(t -> !t.isBlank());
    text.ifPresent(value -> checkLength(name, value));
    return text;
  }

  /** A whole number within bounds, both inclusive. */
  public long whole(String name, long min, long max, long otherwise) {
    Message allowed = message("api.allowed.whole", "min", min, "max", max);
    return parsed(name, Long::parseLong, allowed)
        .map(number -> inBounds(name, number, number >= min && number <= max, allowed))
        .orElse(otherwise);
  }

  /** {@code true} or {@code false}. */
  public Optional<Boolean> flag(String name) {
    return parsed(name, QueryParameters::parseFlag, message("api.allowed.flag"));
  }

  /** An instant in ISO-8601, of the years 1970 to 9999. */
  public Optional<Instant> instant(String name) {
    return parsed(name, JsonValues::instant, message("api.allowed.instant"));
  }

  /** A UUID. */
  public Optional<UUID> uuid(String name) {
    return parsed(name, JsonValues::uuid, message("api.allowed.uuid"));
  }

  /** Values divided by commas, each read by a function that refuses by an exception. */
  public <T> List<T> list(String name, Function<String, T> parser, Message allowed) {
    return text(name).stream()
        .flatMap(text -> Arrays.stream(text.split(",")))
        .map(String::trim)
        .map(text -> parse(name, text, parser, allowed))
        .toList();
  }

  /** A text that a function understands; the function refuses by an exception. */
  public <T> Optional<T> parsed(String name, Function<String, T> parser, Message allowed) {
    return text(name).map(text -> parse(name, text, parser, allowed));
  }

  private static <T> T parse(
      String name, String text, Function<String, T> parser, Message allowed) {
    try {
      return JsonValues.parse(text, parser, allowed);
    } catch (JsonValues.Refusal refusal) {
      throw ApiException.invalid(name, refusal.message());
    }
  }

  private static long inBounds(String name, long number, boolean within, Message allowed) {
    if (!within) {
      throw ApiException.invalid(name, JsonValues.mustBe(allowed, Long.toString(number)));
    }
    return number;
  }

  private static void checkLength(String name, String value) {
    if (value.length() > MAX_LENGTH) {
      throw ApiException.invalid(name, counted("api.value.maxCharacters", MAX_LENGTH));
    }
  }

  private static Boolean parseFlag(String text) {
    return switch (text) {
      case "true", "1" -> true;
      case "false", "0" -> false;
      default -> throw new IllegalArgumentException(text);
    };
  }
}
