package dev.tempo.server.jobs;

import dev.tempo.server.http.Input;
import dev.tempo.server.jobs.Parameter.Presence;
import dev.tempo.server.jobs.Parameter.Rule;
import dev.tempo.server.jobs.Parameter.Type;
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

  static Parameter read(Input input) {
    String name = input.required("name", input.text("name", MAX_TEXT)).orElse("unnamed");
    if (!NAME.matcher(name).matches()) {
      input.violation(
          "name", "must begin with a letter and have at most 64 letters, digits, _ or -");
    }
    Parameter parameter =
        new Parameter(
            name,
            input.choice("type", Type.class).or(Type.STRING),
            presence(input),
            rule(input),
            input.text("description", MAX_TEXT).or(""));
    checkOptions(input, parameter);
    parameter
        .presence()
        .byDefault()
        .filter(value -> parameter.type() != Type.SECRET || !value.equals(Parameter.KEPT))
        .flatMap(value -> ParameterValues.problem(parameter, value))
        .ifPresent(problem -> input.violation("default", problem));
    return whole(parameter);
  }

  private static Parameter whole(Parameter read) {
    Presence presence = read.presence();
    Presence whole =
        new Presence(
            presence.required(),
            presence.byDefault().map(value -> ParameterValues.whole(read, value)),
            presence.dependsOn());
    return new Parameter(read.name(), read.type(), whole, read.rule(), read.description());
  }

  private static Presence presence(Input input) {
    return new Presence(
        input.flag("required").or(false),
        input.scalar("default", MAX_TEXT).value(),
        input.text("dependsOn", MAX_NAME).value());
  }

  private static Rule rule(Input input) {
    return new Rule(
        input.texts("options", MAX_OPTIONS, MAX_TEXT).or(List.of()),
        number(input, "min"),
        number(input, "max"),
        pattern(input));
  }

  private static Optional<BigDecimal> number(Input input, String field) {
    return input.decimal(field, -MAX_NUMBER, MAX_NUMBER).value().map(ParameterReader::plain);
  }

  /** A whole number as one: 3, not 3.0. */
  private static BigDecimal plain(double number) {
    BigDecimal shortest = BigDecimal.valueOf(number).stripTrailingZeros();
    return shortest.scale() < 0 ? shortest.setScale(0) : shortest;
  }

  private static Optional<String> pattern(Input input) {
    Optional<String> text = input.text("pattern", MAX_TEXT).value();
    try {
      text.ifPresent(ValuePattern::of);
      return text;
    } catch (IllegalArgumentException e) {
      input.violation("pattern", e.getMessage());
      return Optional.empty();
    }
  }

  private static void checkOptions(Input input, Parameter parameter) {
    boolean chosen = parameter.type() == Type.SELECT || parameter.type() == Type.MULTISELECT;
    if (chosen && parameter.rule().options().isEmpty()) {
      input.violation("options", "must name at least one choice");
    }
  }
}
