package dev.tempo.server.jobs;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.server.http.json.JsonInput;
import dev.tempo.server.jobs.ParameterDefinition.Presence;
import dev.tempo.server.jobs.ParameterDefinition.Rule;
import dev.tempo.server.jobs.ParameterDefinition.Type;
import dev.tempo.server.message.Messages;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads the definitions of a job's parameters. */
final class ParameterReader {
  private static final int MAX_TEXT = 500;
  private static final int MAX_OPTIONS = 50;
  private static final int MAX_NAME = 100;
  private static final double MAX_NUMBER = 1e15;
  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{0,63}");

  private ParameterReader() {}

  static ParameterDefinition read(JsonInput input) {
    String name = input.required("name", input.text("name", MAX_TEXT)).orElse("unnamed");
    if (!NAME.matcher(name).matches()) {
      input.violation("name", message("api.parameter.name"));
    }
    ParameterDefinition parameter =
        new ParameterDefinition(
            name,
            input.choice("type", Type.class).or(Type.STRING),
            presence(input),
            rule(input),
            input.text("description", MAX_TEXT).or(""));
    checkOptions(input, parameter);
    parameter
        .presence()
        .byDefault()
        .filter(value -> parameter.type() != Type.SECRET || !value.equals(ParameterDefinition.KEPT))
        .flatMap(value -> ParameterValues.problem(parameter, value))
        .ifPresent(problem -> input.violation("default", problem));
    return whole(parameter);
  }

  private static ParameterDefinition whole(ParameterDefinition read) {
    Presence presence = read.presence();
    Presence whole =
        new Presence(
            presence.required(),
            presence.byDefault().map(value -> ParameterValues.whole(read, value)),
            presence.dependsOn());
    return new ParameterDefinition(
        read.name(), read.type(), whole, read.rule(), read.description());
  }

  private static Presence presence(JsonInput input) {
    return new Presence(
        input.flag("required").or(false),
        input.scalar("default", MAX_TEXT).value(),
        input.text("dependsOn", MAX_NAME).value());
  }

  private static Rule rule(JsonInput input) {
    return new Rule(
        input.texts("options", MAX_OPTIONS, MAX_TEXT).or(List.of()),
        number(input, "min"),
        number(input, "max"),
        pattern(input));
  }

  private static Optional<BigDecimal> number(JsonInput input, String field) {
    return input.decimal(field, -MAX_NUMBER, MAX_NUMBER).value().map(ParameterReader::plain);
  }

  /** A whole number as one: 3, not 3.0. */
  private static BigDecimal plain(double number) {
    BigDecimal shortest = BigDecimal.valueOf(number).stripTrailingZeros();
    return shortest.scale() < 0 ? shortest.setScale(0) : shortest;
  }

  private static Optional<String> pattern(JsonInput input) {
    Optional<String> text = input.text("pattern", MAX_TEXT).value();
    try {
      text.ifPresent(ValuePattern::of);
      return text;
    } catch (IllegalArgumentException e) {
      input.violation("pattern", Messages.of(e));
      return Optional.empty();
    }
  }

  private static void checkOptions(JsonInput input, ParameterDefinition parameter) {
    boolean chosen = parameter.type() == Type.SELECT || parameter.type() == Type.MULTISELECT;
    if (chosen && parameter.rule().options().isEmpty()) {
      input.violation("options", message("api.parameter.noOptions"));
    }
  }
}
