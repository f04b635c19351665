package dev.tempo.server.jobs;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.message.Message;
import dev.tempo.server.http.problem.Violation;
import dev.tempo.server.jobs.ParameterDefinition.Condition;
import dev.tempo.server.jobs.ParameterDefinition.Type;
import dev.tempo.task.Arguments;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which parameters a run is asked for. That may depend on the value of another one, given or by
 * default; and a parameter that is not asked for has no value, so that others which depend on it
 * are not asked for either. Forms in the browser go by the same rule.
 */
public final class ParameterConditions {
  private static final String FALSE = "false";

  private final Map<String, ParameterDefinition> requested = new HashMap<>();
  private final Arguments values;

  ParameterConditions(List<ParameterDefinition> requested, Arguments values) {
    requested.forEach(parameter -> this.requested.put(parameter.name(), parameter));
    this.values = values;
  }

  /** Whether a parameter is asked for. */
  boolean asks(ParameterDefinition parameter) {
    return asks(parameter, new HashSet<>());
  }

  private boolean asks(ParameterDefinition parameter, Set<String> seen) {
    Optional<Condition> condition = parameter.presence().dependsOn();
    if (condition.isEmpty() || !seen.add(parameter.name())) {
      return true;
    }
    ParameterDefinition other = requested.get(condition.get().parameter());
    return other != null && asks(other, seen) && holds(condition.get(), other);
  }

  private boolean holds(Condition condition, ParameterDefinition subject) {
    if (condition.values().isEmpty()) {
      boolean off = subject.type() == Type.BOOL && value(subject).equals(Optional.of(FALSE));
      return has(subject) && !off;
    }
    return value(subject).filter(value -> isOne(condition, subject, value)).isPresent();
  }

  private static boolean isOne(Condition condition, ParameterDefinition subject, String value) {
    List<String> parts =
        subject.type() == Type.MULTISELECT ? ParameterRules.parts(value) : List.of(value);
    return condition.values().stream()
        .map(wanted -> ParameterRules.whole(subject, wanted))
        .anyMatch(parts::contains);
  }

  /** Whether a parameter has a value, given or by default; an empty text is none. */
  boolean has(ParameterDefinition parameter) {
    return values.secret().containsKey(parameter.name()) || value(parameter).isPresent();
  }

  /** The value that holds; empty also if it is secret and sealed. */
  private Optional<String> value(ParameterDefinition parameter) {
    return Optional.ofNullable(values.plain().get(parameter.name()))
        .or(parameter.presence()::defaultValue)
        .filter(value -> !value.isEmpty())
        .map(value -> ParameterRules.whole(parameter, value));
  }

  /**
   * What is wrong with parameters as a whole, by their places: names that come twice, and
   * conditions that lead nowhere or back to themselves.
   */
  public static List<Violation> problems(List<ParameterDefinition> parameters) {
    List<Violation> problems = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (int i = 0; i < parameters.size(); i++) {
      if (!names.add(parameters.get(i).name())) {
        problems.add(violation(i, "name", message("api.parameter.twice")));
      }
    }
    badConditions(parameters)
        .forEach((place, problem) -> problems.add(violation(place, "dependsOn", problem)));
    return problems;
  }

  /** What is wrong with the conditions of parameters, by their places from 0. */
  public static SortedMap<Integer, Message> badConditions(List<ParameterDefinition> parameters) {
    Map<String, ParameterDefinition> byName = new HashMap<>();
    parameters.forEach(parameter -> byName.putIfAbsent(parameter.name(), parameter));
    SortedMap<Integer, Message> problems = new TreeMap<>();
    for (int i = 0; i < parameters.size(); i++) {
      int place = i;
      problem(parameters.get(i), byName).ifPresent(problem -> problems.put(place, problem));
    }
    return problems;
  }

  private static Optional<Message> problem(
      ParameterDefinition parameter, Map<String, ParameterDefinition> byName) {
    Optional<Condition> condition = parameter.presence().dependsOn();
    if (condition.isEmpty()) {
      return Optional.empty();
    }
    ParameterDefinition other = byName.get(condition.get().parameter());
    if (other == null) {
      return Optional.of(
          message("api.parameter.dependsOnUnknown", "name", condition.get().parameter()));
    }
    return circle(parameter, byName).or(() -> impossible(condition.get(), other));
  }

  private static Optional<Message> circle(
      ParameterDefinition parameter, Map<String, ParameterDefinition> byName) {
    Set<String> way = new LinkedHashSet<>();
    ParameterDefinition at = parameter;
    while (at != null && way.add(at.name())) {
      at = at.presence().dependsOn().map(next -> byName.get(next.parameter())).orElse(null);
    }
    return at == null || !at.name().equals(parameter.name())
        ? Optional.empty()
        : Optional.of(message("api.parameter.dependsOnCircle", "names", String.join(", ", way)));
  }

  private static Optional<Message> impossible(Condition condition, ParameterDefinition subject) {
    return condition.values().stream()
        .filter(value -> !mayHave(subject, value))
        .findFirst()
        .map(
            value ->
                message("api.parameter.dependsOnValue", "value", value, "name", subject.name()));
  }

  private static boolean mayHave(ParameterDefinition subject, String value) {
    return switch (subject.type()) {
      case SELECT, MULTISELECT -> subject.rule().values().contains(value);
      case BOOL -> value.equals("true") || value.equals(FALSE);
      default -> true;
    };
  }

  private static Violation violation(int place, String field, Message problem) {
    return Violation.of("parameters[" + place + "]." + field, problem);
  }
}
