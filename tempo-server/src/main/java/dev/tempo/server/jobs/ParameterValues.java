package dev.tempo.server.jobs;

import static dev.tempo.server.message.Messages.counted;
import static dev.tempo.server.message.Messages.message;

import dev.tempo.message.Message;
import dev.tempo.secret.Secret;
import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.http.problem.Violation;
import dev.tempo.task.Arguments;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Checks what a run is given against what its job asks for. */
public final class ParameterValues {
  private static final int MOST_CHARACTERS = 65_536;

  private ParameterValues() {}

  /**
   * What a run gets.
   *
   * @param arguments what holds, in the order in which the parameters are declared, those of secret
   *     parameters as secrets
   * @param without of which the job's own values do not count: of what the run is not asked for,
   *     and of what is among the arguments
   */
  public record Checked(Arguments arguments, Set<String> without) {}

  /**
   * Checks all values of a run. What is sealed was checked when it was given. What a run is not
   * asked for, since another value says so, is left out, also if it was given.
   *
   * @throws ApiException 422 that names what is missing, unknown or wrong
   */
  public static Checked check(List<ParameterDefinition> requested, Arguments values) {
    checkSize(values.plain());
    ParameterConditions conditions = new ParameterConditions(requested, values);
    Set<String> without =
        requested.stream()
            .filter(parameter -> !conditions.asks(parameter))
            .map(ParameterDefinition::name)
            .collect(Collectors.toSet());
    Arguments asked = values.without(without);
    List<Violation> violations = new ArrayList<>(ofGiven(requested, asked.plain()));
    violations.addAll(unknown(requested, values.secret().keySet()));
    missing(requested, conditions, values).stream()
        .filter(one -> violations.stream().noneMatch(v -> v.field().equals(one.field())))
        .forEach(violations::add);
    refuse(violations);
    return declared(requested, whole(requested, withSecrets(requested, asked)), without);
  }

  /** A script that reads its arguments by their places gets them as they are declared. */
  private static Checked declared(
      List<ParameterDefinition> requested, Arguments values, Set<String> without) {
    if (requested.isEmpty()) {
      return new Checked(values, without);
    }
    Arguments ordered = values.payload().map(Arguments.NONE::withPayload).orElse(Arguments.NONE);
    Set<String> replaced = new HashSet<>(without);
    for (ParameterDefinition parameter : requested) {
      String name = parameter.name();
      Optional<String> plain =
          Optional.ofNullable(values.plain().get(name))
              .or(() -> usual(parameter).filter(value -> !values.secret().containsKey(name)));
      if (plain.isPresent() && !without.contains(name)) {
        ordered = ordered.with(name, plain.get());
        replaced.add(name);
      } else if (values.secret().containsKey(name)) {
        ordered = ordered.with(name, values.secret().get(name));
      }
    }
    return new Checked(ordered, replaced);
  }

  /** Of a secret one only the job itself knows it. */
  private static Optional<String> usual(ParameterDefinition parameter) {
    return parameter.type() == ParameterDefinition.Type.SECRET
        ? Optional.empty()
        : parameter.presence().defaultValue();
  }

  /**
   * What a run that nobody is asked about, as that of a trigger, would lack: the parameters that
   * must be given and have no default.
   */
  public static List<String> unattended(List<ParameterDefinition> requested) {
    ParameterConditions conditions = new ParameterConditions(requested, Arguments.NONE);
    return requested.stream()
        .filter(parameter -> lacks(parameter, conditions))
        .map(ParameterDefinition::name)
        .toList();
  }

  private static List<Violation> missing(
      List<ParameterDefinition> requested, ParameterConditions conditions, Arguments values) {
    return requested.stream()
        .filter(parameter -> lacks(parameter, conditions))
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
  private static boolean lacks(ParameterDefinition parameter, ParameterConditions conditions) {
    return parameter.presence().required()
        && conditions.asks(parameter)
        && !conditions.has(parameter);
  }

  private static Arguments whole(List<ParameterDefinition> requested, Arguments values) {
    Arguments all = values;
    for (ParameterDefinition parameter : requested) {
      String value = values.plain().get(parameter.name());
      if (value != null && parameter.type() == ParameterDefinition.Type.INT) {
        all = all.with(parameter.name(), ParameterRules.whole(parameter, value));
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

  /** Those values of an earlier run that parameters of the same names may have, too. */
  public static Map<String, String> stillRight(
      List<ParameterDefinition> requested, Map<String, String> values) {
    Map<String, String> right = new LinkedHashMap<>();
    for (ParameterDefinition parameter : requested) {
      Optional.ofNullable(values.get(parameter.name()))
          .filter(value -> parameter.type() != ParameterDefinition.Type.SECRET)
          .filter(value -> ParameterRules.problem(parameter, value).isEmpty())
          .ifPresent(value -> right.put(parameter.name(), value));
    }
    return right;
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
          .flatMap(value -> ParameterRules.problem(parameter, value))
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

  private static Violation violation(String name, Message problem) {
    return Violation.of("parameters." + name, problem);
  }
}
