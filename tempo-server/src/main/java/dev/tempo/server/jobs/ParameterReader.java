package dev.tempo.server.jobs;

import static dev.tempo.server.message.Messages.message;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.server.http.json.JsonInput;
import dev.tempo.server.http.json.JsonValues;
import dev.tempo.server.jobs.ParameterDefinition.Condition;
import dev.tempo.server.jobs.ParameterDefinition.Option;
import dev.tempo.server.jobs.ParameterDefinition.Presence;
import dev.tempo.server.jobs.ParameterDefinition.Rule;
import dev.tempo.server.jobs.ParameterDefinition.Texts;
import dev.tempo.server.jobs.ParameterDefinition.Type;
import dev.tempo.server.message.Messages;
import dev.tempo.task.ParameterStyle;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads the definitions of a job's parameters. */
final class ParameterReader {
  private static final int MAX_TEXT = 500;
  private static final int MAX_OPTIONS = 50;
  private static final int MAX_NAME = 100;
  private static final int MAX_LABEL = 200;
  private static final Set<String> CONDITION = Set.of("parameter", "values");
  private static final Set<String> OPTION = Set.of("value", "label");
  private static final double MAX_NUMBER = 1e15;
  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{0,63}");

  private static final String UNNAMED = "unnamed";

  private ParameterReader() {}

  static ParameterDefinition read(JsonInput input) {
    String given = input.required("name", input.text("name", MAX_TEXT)).orElse(UNNAMED);
    boolean fine = NAME.matcher(given).matches();
    if (!fine) {
      input.violation("name", message("api.parameter.name"));
    }
    String name = fine ? given : UNNAMED; // what is refused is read on, and must be a name
    Type type = input.choice("type", Type.class).or(Type.STRING);
    ParameterDefinition parameter =
        new ParameterDefinition(name, type, presence(input), rule(input, type), texts(input));
    checkOptions(input, parameter);
    parameter
        .presence()
        .defaultValue()
        .filter(value -> parameter.type() != Type.SECRET || !value.equals(ParameterDefinition.KEPT))
        .flatMap(value -> ParameterRules.problem(parameter, value))
        .ifPresent(problem -> input.violation("default", problem));
    return whole(parameter);
  }

  private static ParameterDefinition whole(ParameterDefinition read) {
    Presence presence = read.presence();
    Presence whole =
        new Presence(
            presence.required(),
            presence.defaultValue().map(value -> ParameterRules.whole(read, value)),
            presence.dependsOn());
    return new ParameterDefinition(read.name(), read.type(), whole, read.rule(), read.texts());
  }

  private static Texts texts(JsonInput input) {
    return new Texts(
        LocalText.read(input, "description", MAX_TEXT).orElse(LocalText.NONE),
        LocalText.read(input, "group", MAX_LABEL).filter(group -> !group.isEmpty()));
  }

  private static Presence presence(JsonInput input) {
    return new Presence(
        input.flag("required").or(false),
        input.scalar("default", MAX_TEXT).value(),
        condition(input));
  }

  /** A name, or the parameter with the values that it must have one of. */
  private static Optional<Condition> condition(JsonInput input) {
    Optional<JsonNode> value = input.any("dependsOn").value();
    if (value.isEmpty()) {
      return Optional.empty();
    }
    JsonNode given = value.get();
    Optional<Condition> read =
        given.isTextual()
            ? Optional.of(new Condition(given.textValue(), List.of()))
            : condition(given);
    Optional<Condition> right = read.filter(one -> one.parameter().length() <= MAX_NAME);
    if (right.isEmpty()) {
      input.violation("dependsOn", message("api.parameter.dependsOnForm"));
    }
    return right;
  }

  private static Optional<Condition> condition(JsonNode node) {
    JsonNode values = node.path("values");
    boolean known =
        node.properties().stream().allMatch(field -> CONDITION.contains(field.getKey()));
    boolean fits =
        known && node.path("parameter").isTextual() && (values.isMissingNode() || values.isArray());
    if (!fits || values.size() > MAX_OPTIONS) {
      return Optional.empty();
    }
    List<String> texts = new ArrayList<>();
    for (JsonNode one : values) {
      if (!one.isValueNode() || one.isNull() || one.asText().length() > MAX_TEXT) {
        return Optional.empty();
      }
      texts.add(one.asText());
    }
    return Optional.of(new Condition(node.path("parameter").textValue(), texts));
  }

  private static Rule rule(JsonInput input, Type type) {
    Rule rule =
        new Rule(
            options(input),
            number(input, "min"),
            number(input, "max"),
            pattern(input),
            style(input, type));
    if (rule.min().isPresent()
        && rule.max().isPresent()
        && rule.min().get().compareTo(rule.max().get()) > 0) {
      input.violation("min", message("api.value.minAboveMax"));
    }
    return rule;
  }

  private static Optional<ParameterStyle> style(JsonInput input, Type type) {
    Optional<String> name = input.text("passAs", MAX_NAME).value();
    Map<String, ParameterStyle> allowed = ParameterRules.styles(type);
    if (name.isPresent() && !allowed.containsKey(name.get())) {
      input.violation(
          "passAs",
          message(
              "api.parameter.passAs", "allowed", JsonValues.oneOf(List.copyOf(allowed.keySet()))));
    }
    return name.map(allowed::get);
  }

  private static List<Option> options(JsonInput input) {
    Optional<JsonNode> value = input.any("options").value();
    List<Option> options = value.map(ParameterReader::options).orElse(List.of());
    if (value.filter(given -> !isList(given)).isPresent()) {
      input.violation("options", message("api.parameter.optionForm"));
    }
    return options;
  }

  private static List<Option> options(JsonNode node) {
    List<Option> options = new ArrayList<>();
    node.forEach(one -> option(one).ifPresent(options::add));
    return options;
  }

  private static boolean isList(JsonNode node) {
    return node.isArray() && node.size() <= MAX_OPTIONS && options(node).size() == node.size();
  }

  private static Optional<Option> option(JsonNode node) {
    JsonNode text = node.isObject() ? node.path("value") : node;
    boolean fits = text.isTextual() && text.textValue().length() <= MAX_TEXT;
    JsonNode label = node.path("label");
    boolean labelled = node.isObject() && !label.isMissingNode() && !label.isNull();
    Optional<LocalText> read = labelled ? LocalText.of(label, MAX_LABEL) : Optional.empty();
    boolean known = node.properties().stream().allMatch(field -> OPTION.contains(field.getKey()));
    return fits && known && labelled == read.isPresent()
        ? Optional.of(new Option(text.textValue(), read))
        : Optional.empty();
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
    List<String> values = parameter.rule().values();
    if (input.any("options").value().filter(given -> !isList(given)).isPresent()) {
      return; // which is told
    }
    if (chosen && values.isEmpty()) {
      input.violation("options", message("api.parameter.noOptions"));
    }
    if (values.stream().distinct().count() < values.size()) {
      input.violation("options", message("api.parameter.optionTwice"));
    }
    boolean comma = values.stream().anyMatch(value -> value.contains(","));
    if (parameter.type() == Type.MULTISELECT && comma) {
      input.violation("options", message("api.parameter.optionComma"));
    }
  }
}
