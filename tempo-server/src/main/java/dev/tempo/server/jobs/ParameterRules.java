package dev.tempo.server.jobs;

import static dev.tempo.server.message.Messages.counted;
import static dev.tempo.server.message.Messages.message;

import dev.tempo.message.Message;
import dev.tempo.server.http.json.JsonValues;
import dev.tempo.server.jobs.ParameterDefinition.Type;
import dev.tempo.server.message.Messages;
import dev.tempo.task.ParameterStyle;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What one value of a parameter may be, whatever others are. */
final class ParameterRules {
  private static final int MOST_DIGITS = 100;

  /** PATH_MAX and NAME_MAX of Linux (limits.h), the first with room for where a path begins. */
  private static final int MOST_PATH_BYTES = 4_000;

  private static final int MOST_NAME_BYTES = 255;

  private static final Map<String, ParameterStyle> OF_CHOICES =
      Map.of(
          "joined", ParameterStyle.OPTION,
          "repeated", ParameterStyle.REPEATED,
          "list", ParameterStyle.LIST);
  private static final Map<String, ParameterStyle> OF_FLAGS =
      Map.of("flag", ParameterStyle.FLAG, "value", ParameterStyle.OPTION);

  private ParameterRules() {}

  /** The ways in which values of a type may become arguments, by the names that the API has. */
  static Map<String, ParameterStyle> styles(Type type) {
    return switch (type) {
      case MULTISELECT -> new TreeMap<>(OF_CHOICES);
      case BOOL -> new TreeMap<>(OF_FLAGS);
      default -> new TreeMap<>(Map.of("value", ParameterStyle.OPTION));
    };
  }

  /** A whole number without a fraction, however it was written: 3, not 3.0 or 3e0. */
  static String whole(ParameterDefinition parameter, String value) {
    return parameter.type() == ParameterDefinition.Type.INT && problem(parameter, value).isEmpty()
        ? new BigDecimal(value).toBigInteger().toString()
        : value;
  }

  /** What is wrong with a value; empty if nothing is. */
  static Optional<Message> problem(ParameterDefinition parameter, String value) {
    return switch (parameter.type()) {
      case INT, FLOAT -> number(parameter, value);
      case BOOL ->
          unless(value.matches("true|false"), JsonValues.mustBe(message("api.allowed.flag")));
      case DATE -> unless(isDate(value), JsonValues.mustBe(message("api.allowed.day")));
      case SELECT -> options(parameter, List.of(value));
      case MULTISELECT -> choices(parameter, value.isEmpty() ? List.of() : parts(value));
      case STRING -> line(parameter, value);
      case PATH, FILE -> path(parameter, value);
      case TEXT, SECRET -> text(parameter, value);
    };
  }

  /** One that leads up could leave wherever a script looks for it; longer ones no system has. */
  private static Optional<Message> path(ParameterDefinition parameter, String value) {
    List<String> parts = List.of(value.split("/", -1));
    boolean up = parts.contains("..");
    boolean tooLong =
        bytes(value) > MOST_PATH_BYTES
            || parts.stream().anyMatch(part -> bytes(part) > MOST_NAME_BYTES);
    boolean controls = value.chars().anyMatch(Character::isISOControl);
    return up || tooLong || controls
        ? Optional.of(message("api.value.path"))
        : line(parameter, value);
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private static Optional<Message> line(ParameterDefinition parameter, String value) {
    boolean one = value.indexOf('\n') < 0 && value.indexOf('\r') < 0;
    return one ? text(parameter, value) : Optional.of(message("api.value.lineBreak"));
  }

  private static Optional<Message> text(ParameterDefinition parameter, String value) {
    if (value.indexOf('\0') >= 0) {
      return Optional.of(message("api.value.nul"));
    }
    boolean within = isWithin(parameter, value.codePointCount(0, value.length()));
    boolean bounded = parameter.type() != Type.PATH && parameter.type() != Type.FILE;
    boolean given = !value.isEmpty(); // no value is another matter
    return bounded && given && !within
        ? Optional.of(
            message("api.value.characters", "min", least(parameter, "0"), "max", most(parameter)))
        : pattern(parameter, value);
  }

  private static Optional<Message> choices(ParameterDefinition parameter, List<String> values) {
    boolean within = values.isEmpty() || isWithin(parameter, values.size());
    return within
        ? options(parameter, values)
        : Optional.of(
            message("api.value.choices", "min", least(parameter, "0"), "max", most(parameter)));
  }

  static List<String> parts(String value) {
    return Arrays.asList(value.split(",", -1));
  }

  private static boolean isWithin(ParameterDefinition parameter, long number) {
    return isWithin(parameter, BigDecimal.valueOf(number));
  }

  private static boolean isWithin(ParameterDefinition parameter, BigDecimal number) {
    return parameter.rule().min().map(min -> number.compareTo(min) >= 0).orElse(true)
        && parameter.rule().max().map(max -> number.compareTo(max) <= 0).orElse(true);
  }

  private static String least(ParameterDefinition parameter, String otherwise) {
    return parameter.rule().min().map(BigDecimal::toPlainString).orElse(otherwise);
  }

  private static String most(ParameterDefinition parameter) {
    return parameter.rule().max().map(BigDecimal::toPlainString).orElse("…");
  }

  private static Optional<Message> number(ParameterDefinition parameter, String value) {
    if (value.length() > MOST_DIGITS) { // reading a number takes the square of its length
      return Optional.of(counted("api.value.longNumber", MOST_DIGITS));
    }
    try {
      BigDecimal number = new BigDecimal(value);
      if (parameter.type() == ParameterDefinition.Type.INT
          && number.stripTrailingZeros().scale() > 0) {
        return Optional.of(message("api.value.whole"));
      }
      return unless(isWithin(parameter, number), bounds(parameter));
    } catch (NumberFormatException e) {
      return Optional.of(message("api.value.number"));
    }
  }

  private static Message bounds(ParameterDefinition parameter) {
    String least = least(parameter, "");
    String most = most(parameter);
    if (parameter.rule().max().isEmpty()) {
      return message("api.value.atLeast", "min", least);
    }
    return parameter.rule().min().isEmpty()
        ? message("api.value.atMost", "max", most)
        : message("api.value.within", "min", least, "max", most);
  }

  private static Optional<Message> options(ParameterDefinition parameter, List<String> values) {
    List<String> options = parameter.rule().values();
    return unless(options.containsAll(values), JsonValues.mustBe(JsonValues.oneOf(options)));
  }

  private static Optional<Message> pattern(ParameterDefinition parameter, String value) {
    try {
      boolean matches =
          parameter.rule().pattern().map(p -> ValuePattern.of(p).matches(value)).orElse(true);
      return unless(
          matches, message("api.value.pattern", "pattern", parameter.rule().pattern().orElse("")));
    } catch (IllegalArgumentException e) { // the pattern was saved before it was checked so
      return Optional.of(Messages.of(e));
    }
  }

  private static boolean isDate(String value) {
    try {
      LocalDate.parse(value);
      return true;
    } catch (DateTimeException e) {
      return false;
    }
  }

  private static Optional<Message> unless(boolean right, Message problem) {
    return right ? Optional.empty() : Optional.of(problem);
  }
}
