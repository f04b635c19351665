package dev.tempo.server.jobs;

import static dev.tempo.server.message.Messages.counted;
import static dev.tempo.server.message.Messages.message;

import dev.tempo.message.Message;
import dev.tempo.secret.Secret;
import dev.tempo.server.http.json.JsonValues;
import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.http.problem.Violation;
import dev.tempo.server.message.Messages;
import dev.tempo.task.Arguments;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Checks what a run is given against what its job asks for. */
public final class ParameterValues {
  private static final int MOST_DIGITS = 100;
  private static final int MOST_CHARACTERS = 65_536;

  private ParameterValues() {}

  /**
   * Checks all values of a run. What is sealed was checked when it was given.
   *
   * @return them, those of secret parameters as secrets
   * @throws ApiException 422 that names what is missing, unknown or wrong
   */
  public static Arguments check(List<ParameterDefinition> requested, Arguments values) {
    checkSize(values.plain());
    List<Violation> violations = new ArrayList<>(ofGiven(requested, values.plain()));
    violations.addAll(unknown(requested, values.secret().keySet()));
    missing(requested, values).stream()
        .filter(one -> violations.stream().noneMatch(v -> v.field().equals(one.field())))
        .forEach(violations::add);
    refuse(violations);
    return whole(requested, withSecrets(requested, values));
  }

  /**
   * What a run that nobody is asked about, as that of a trigger, would lack: the parameters that
   * must be given and have no default.
   */
  public static List<String> unattended(List<ParameterDefinition> requested) {
    return requested.stream()
        .filter(parameter -> lacks(parameter, requested, Arguments.NONE))
        .map(ParameterDefinition::name)
        .toList();
  }

  private static List<Violation> missing(List<ParameterDefinition> requested, Arguments values) {
    return requested.stream()
        .filter(parameter -> lacks(parameter, requested, values))
        .map(
            parameter ->
                violation(
                    parameter.name(),
                    values.plain().containsKey(parameter.name())
                        ? message("api.value.empty")
                        : message("api.value.needed")))
        .toList();
  }

  /** By the values that hold: what was given, or else the default. */
  private static boolean lacks(
      ParameterDefinition parameter, List<ParameterDefinition> requested, Arguments values) {
    boolean isAsked =
        parameter
            .presence()
            .dependsOn()
            .map(name -> requested.stream().anyMatch(p -> p.name().equals(name) && has(p, values)))
            .orElse(true);
    return parameter.presence().required() && isAsked && !has(parameter, values);
  }

  /** An empty text is no value. */
  private static boolean has(ParameterDefinition parameter, Arguments values) {
    String name = parameter.name();
    if (values.secret().containsKey(name)) {
      return true;
    }
    return Optional.ofNullable(values.plain().get(name))
        .or(parameter.presence()::byDefault)
        .filter(value -> !value.isEmpty())
        .isPresent();
  }

  /** A whole number without a fraction, however it was written: 3, not 3.0 or 3e0. */
  static String whole(ParameterDefinition parameter, String value) {
    return parameter.type() == ParameterDefinition.Type.INT && problem(parameter, value).isEmpty()
        ? new BigDecimal(value).toBigInteger().toString()
        : value;
  }

  private static Arguments whole(List<ParameterDefinition> requested, Arguments values) {
    Arguments all = values;
    for (ParameterDefinition parameter : requested) {
      String value = values.plain().get(parameter.name());
      if (value != null && parameter.type() == ParameterDefinition.Type.INT) {
        all = all.with(parameter.name(), whole(parameter, value));
      }
    }
    return all;
  }

  /**
   * Checks values of which some may be missing.
   *
   * @throws ApiException 422 that names what is unknown or wrong
   */
  public static void checkGiven(List<ParameterDefinition> requested, Map<String, String> values) {
    refuse(ofGiven(requested, values));
  }

  /** Runs are listed by the thousand, with what they were given. */
  private static void checkSize(Map<String, String> values) {
    if (values.values().stream().mapToLong(String::length).sum() > MOST_CHARACTERS) {
      Message problem = counted("api.value.maxCharactersTogether", MOST_CHARACTERS);
      refuse(List.of(Violation.of("parameters", problem)));
    }
  }

  private static Arguments withSecrets(List<ParameterDefinition> requested, Arguments values) {
    Arguments all = values;
    for (ParameterDefinition parameter : requested) {
      String value = values.plain().get(parameter.name());
      if (parameter.type() == ParameterDefinition.Type.SECRET && value != null) {
        all = all.with(parameter.name(), Secret.plain(value));
      }
    }
    return all;
  }

  private static List<Violation> ofGiven(
      List<ParameterDefinition> requested, Map<String, String> values) {
    List<Violation> violations = new ArrayList<>();
    for (ParameterDefinition parameter : requested) {
      Optional.ofNullable(values.get(parameter.name()))
          .flatMap(value -> problem(parameter, value))
          .ifPresent(problem -> violations.add(violation(parameter.name(), problem)));
    }
    violations.addAll(unknown(requested, values.keySet()));
    return violations;
  }

  private static List<Violation> unknown(List<ParameterDefinition> requested, Set<String> values) {
    return requested.isEmpty()
        ? List.of()
        : values.stream()
            .filter(name -> requested.stream().noneMatch(p -> p.name().equals(name)))
            .map(name -> violation(name, message("api.parameter.unknown")))
            .toList();
  }

  private static void refuse(List<Violation> violations) {
    if (!violations.isEmpty()) {
      throw ApiException.invalid(violations);
    }
  }

  /** What is wrong with a value; empty if nothing is. */
  static Optional<Message> problem(ParameterDefinition parameter, String value) {
    return switch (parameter.type()) {
      case INT, FLOAT -> number(parameter, value);
      case BOOL ->
          unless(value.matches("true|false"), JsonValues.mustBe(message("api.allowed.flag")));
      case DATE -> unless(isDate(value), JsonValues.mustBe(message("api.allowed.day")));
      case SELECT -> options(parameter, List.of(value));
      case MULTISELECT -> options(parameter, Arrays.asList(value.split(",")));
      case SECRET ->
          value.indexOf('\0') < 0
              ? pattern(parameter, value)
              : Optional.of(message("api.value.nul"));
      case STRING, TEXT, PATH, FILE -> pattern(parameter, value);
    };
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
      boolean within =
          parameter.rule().min().map(min -> number.compareTo(min) >= 0).orElse(true)
              && parameter.rule().max().map(max -> number.compareTo(max) <= 0).orElse(true);
      return unless(within, bounds(parameter));
    } catch (NumberFormatException e) {
      return Optional.of(message("api.value.number"));
    }
  }

  private static Message bounds(ParameterDefinition parameter) {
    return message(
        "api.value.within",
        "min",
        parameter.rule().min().map(BigDecimal::toPlainString).orElse("…"),
        "max",
        parameter.rule().max().map(BigDecimal::toPlainString).orElse("…"));
  }

  private static Optional<Message> options(ParameterDefinition parameter, List<String> values) {
    List<String> options = parameter.rule().options();
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

  private static Violation violation(String name, Message problem) {
    return Violation.of("parameters." + name, problem);
  }
}
