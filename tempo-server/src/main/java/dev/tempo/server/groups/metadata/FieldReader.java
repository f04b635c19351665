package dev.tempo.server.groups.metadata;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tempo.message.Message;
import dev.tempo.python.requirement.Requirements;
import dev.tempo.python.requirement.RequirementsException;
import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.jobs.DeclaredParameters;
import dev.tempo.server.jobs.ParameterConditions;
import dev.tempo.server.jobs.ParameterDefinition;
import dev.tempo.server.security.authorization.Role;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads the value of a field as the API shows it, from a file or a header: numbers and flags may be
 * written as texts there, lists of words with commas. What is wrong is left out, and told.
 */
final class FieldReader {
  /** The language of a text that names none. */
  static final String ENGLISH = "en";

  private static final String CONDITION = "dependsOn";
  private static final int MAX_TEXT = 500;
  private static final int MAX_WORD = 100;
  private static final int MAX_PATH = 500;
  private static final int MAX_TAGS = 20;
  private static final int MAX_ENTRIES = 50;
  private static final int MAX_REQUIREMENTS = 500;
  private static final int MAX_SECONDS = 31_536_000;
  private static final int MAX_PORT = 65_535;
  private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_-]{1,30}");
  private static final Pattern LANGUAGE = Pattern.compile("[a-z]{2,3}(-[A-Za-z0-9]{2,8})?");
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final WarningList warnings;

  FieldReader(WarningList warnings) {
    this.warnings = warnings;
  }

  /** The value of a field; empty if it has none, or none that is right. */
  Optional<JsonNode> read(MetadataField field, Located value) {
    if (value.node().isNull()) {
      return Optional.empty();
    }
    String name = field.apiName();
    return switch (field) {
      case DISPLAY_NAME -> localized(name, value, MAX_WORD);
      case DESCRIPTION -> localized(name, value, MAX_TEXT);
      case DESCRIPTION_LONG -> localized(name, value, MAX_PATH).flatMap(all -> paths(value, all));
      case REQUIRED_LEVEL -> level(name, value).map(role -> NODES.textNode(role.label()));
      case CATEGORY, CONDA_ENVIRONMENT -> word(name, value).map(NODES::textNode);
      case TAGS -> tags(name, value);
      case PARAMETERS -> parameters(name, value);
      case EXECUTION_TIMEOUT -> whole(name, value, 0, MAX_SECONDS).map(NODES::numberNode);
      case PREFERRED_PORT -> whole(name, value, 1, MAX_PORT).map(NODES::numberNode);
      case AUTO_OPEN, REQUIRES_PARAMETERS -> flag(name, value).map(NODES::booleanNode);
      case REQUIREMENTS -> requirements(name, value);
    };
  }

  /** A text for each language; one without a language is English. */
  Optional<JsonNode> localized(String name, Located value, int limit) {
    if (value.node().isTextual()) {
      String text = limited(name, value, limit);
      return text.isEmpty() ? Optional.empty() : Optional.of(NODES.objectNode().put(ENGLISH, text));
    }
    if (!value.node().isObject()) {
      warnings.add(value.line(), name, MetadataMessages.notLocalized());
      return Optional.empty();
    }
    ObjectNode all = NODES.objectNode();
    value.fields().entrySet().stream()
        .limit(MAX_ENTRIES)
        .forEach(entry -> addLanguage(name, entry, limit, all));
    return all.isEmpty() ? Optional.empty() : Optional.of(all);
  }

  private void addLanguage(
      String name, Map.Entry<String, Located> entry, int limit, ObjectNode all) {
    String language = entry.getKey();
    Located text = entry.getValue();
    String place = name + "." + LenientText.shown(language);
    if (!LANGUAGE.matcher(language).matches()) {
      warnings.add(text.line(), name, MetadataMessages.notLanguage(LenientText.shown(language)));
    } else if (!text.node().isTextual()) {
      warnings.add(text.line(), place, MetadataMessages.notText());
    } else {
      String read = limited(place, text, limit);
      if (!read.isEmpty()) {
        all.put(language, read);
      }
    }
  }

  /** A role; empty if there is none of this name. */
  Optional<Role> level(String name, Located value) {
    String text = value.node().isTextual() ? value.node().textValue().strip() : "";
    Optional<Role> role = Role.named(text);
    if (role.isEmpty()) {
      warnings.add(
          value.line(), name, MetadataMessages.notLevel(LenientText.shown(shownValue(value))));
    }
    return role;
  }

  /** A short text. */
  Optional<String> word(String name, Located value) {
    if (!value.node().isTextual()) {
      warnings.add(value.line(), name, MetadataMessages.notText());
      return Optional.empty();
    }
    return Optional.of(limited(name, value, MAX_WORD)).filter(text -> !text.isEmpty());
  }

  /** A whole number. */
  Optional<Integer> whole(String name, Located value, int min, int max) {
    Optional<Integer> number = wholeNumber(value.node()).filter(read -> read >= min && read <= max);
    if (number.isEmpty()) {
      warnings.add(value.line(), name, MetadataMessages.notWhole(min, max));
    }
    return number;
  }

  private static Optional<Integer> wholeNumber(JsonNode node) {
    if (node.isIntegralNumber() && node.canConvertToInt()) {
      return Optional.of(node.intValue());
    }
    try {
      return node.isTextual()
          ? Optional.of(Integer.parseInt(node.textValue().strip()))
          : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** Yes or no. */
  Optional<Boolean> flag(String name, Located value) {
    String text = value.node().isValueNode() ? value.node().asText() : "";
    return switch (text.strip().toLowerCase(Locale.ROOT)) {
      case "true" -> Optional.of(true);
      case "false" -> Optional.of(false);
      default -> {
        warnings.add(value.line(), name, MetadataMessages.notFlag());
        yield Optional.empty();
      }
    };
  }

  private Optional<JsonNode> paths(Located value, JsonNode all) {
    ObjectNode fine = NODES.objectNode();
    all.properties()
        .forEach(
            entry -> {
              String path = entry.getValue().textValue();
              if (isInside(path)) {
                fine.put(entry.getKey(), path);
              } else {
                Located place = value.fields().getOrDefault(entry.getKey(), value);
                warnings.add(
                    place.line(),
                    MetadataField.DESCRIPTION_LONG.apiName(),
                    MetadataMessages.notPath(LenientText.shown(path)));
              }
            });
    return fine.isEmpty() ? Optional.empty() : Optional.of(fine);
  }

  private static boolean isInside(String path) {
    boolean plain = !path.startsWith("/") && path.indexOf('\\') < 0 && path.indexOf(':') < 0;
    return plain && !List.of(path.split("/", -1)).contains("..");
  }

  private Optional<JsonNode> tags(String name, Located value) {
    Set<String> tags = new HashSet<>();
    ArrayNode kept = NODES.arrayNode();
    for (Located word : words(name, value)) {
      String tag = word.node().isTextual() ? word.node().textValue().strip() : "";
      if (!TAG.matcher(tag).matches()) {
        warnings.add(
            word.line(), name, MetadataMessages.notTag(LenientText.shown(shownValue(word))));
      } else if (kept.size() < MAX_TAGS && tags.add(tag)) {
        kept.add(tag);
      } else if (!tags.contains(tag)) {
        warnings.add(word.line(), name, MetadataMessages.tooMany(MAX_TAGS));
        break;
      }
    }
    return kept.isEmpty() && !isEmptyList(value) ? Optional.empty() : Optional.of(kept);
  }

  private Optional<JsonNode> requirements(String name, Located value) {
    ArrayNode kept = NODES.arrayNode();
    for (Located line : words(name, value)) {
      String text = line.node().isTextual() ? LenientText.line(line.node().textValue()) : "";
      try {
        Requirements.of(List.of(text));
        kept.add(text);
      } catch (RequirementsException e) {
        String problem = e.problems().isEmpty() ? text : e.problems().getFirst().message();
        warnings.add(line.line(), name, MetadataMessages.badRequirement(LenientText.line(problem)));
      }
      if (kept.size() == MAX_REQUIREMENTS) {
        warnings.add(line.line(), name, MetadataMessages.tooMany(MAX_REQUIREMENTS));
        break;
      }
    }
    return kept.isEmpty() && !isEmptyList(value) ? Optional.empty() : Optional.of(kept);
  }

  private Optional<JsonNode> parameters(String name, Located value) {
    if (!value.node().isArray()) {
      warnings.add(value.line(), name, MetadataMessages.notList());
      return Optional.empty();
    }
    ArrayNode kept = NODES.arrayNode();
    Map<String, Located> places = new LinkedHashMap<>();
    Set<String> names = new HashSet<>();
    for (int i = 0; i < Math.min(value.items().size(), MAX_ENTRIES); i++) {
      Located item = value.items().get(i);
      String place = name + "[" + i + "]";
      Optional<ObjectNode> parameter = parameter(place, item);
      if (parameter.isPresent()) {
        String own = parameter.get().path("name").textValue();
        if (names.add(own)) {
          kept.add(parameter.get());
          places.put(place, item);
        } else {
          warnings.add(item.line(), place, MetadataMessages.sameParameter("'" + own + "'"));
        }
      }
    }
    if (value.items().size() > MAX_ENTRIES) {
      warnings.add(value.line(), name, MetadataMessages.tooMany(MAX_ENTRIES));
    }
    dropBadConditions(kept, places);
    return kept.isEmpty() && !isEmptyList(value) ? Optional.empty() : Optional.of(kept);
  }

  /** A parameter whose condition leads nowhere is always asked for. */
  private void dropBadConditions(ArrayNode parameters, Map<String, Located> places) {
    List<ParameterDefinition> read = new ArrayList<>();
    parameters.forEach(parameter -> read.add(DeclaredParameters.read((ObjectNode) parameter)));
    List<String> names = List.copyOf(places.keySet());
    ParameterConditions.badConditions(read)
        .forEach(
            (at, problem) -> {
              ((ObjectNode) parameters.get(at)).remove(CONDITION);
              String place = names.get(at);
              int line = places.get(place).fields().get(CONDITION).line();
              warnings.add(line, place + "." + CONDITION, problem);
            });
  }

  private Optional<ObjectNode> parameter(String place, Located item) {
    if (!item.node().isObject()) {
      warnings.add(item.line(), place, MetadataMessages.notObject());
      return Optional.empty();
    }
    ObjectNode read = NODES.objectNode();
    item.fields()
        .forEach(
            (name, value) -> {
              if (!DeclaredParameters.fields().contains(name)) {
                String field = place + "." + LenientText.shown(name);
                warnings.add(value.line(), field, MetadataMessages.unknownField());
              } else if (name.equals("description")) {
                description(place, value).ifPresent(text -> read.set(name, text));
              } else {
                read.set(name, value.node());
              }
            });
    try {
      DeclaredParameters.read(read);
      return Optional.of(read);
    } catch (ApiException e) {
      warnings.add(item.line(), place, badParameter(item, e));
      return Optional.empty();
    }
  }

  private Optional<JsonNode> description(String place, Located value) {
    String name = place + ".description";
    return value.node().isTextual()
        ? Optional.of(NODES.textNode(limited(name, value, MAX_TEXT)))
        : localized(name, value, MAX_TEXT);
  }

  private static Message badParameter(Located item, ApiException e) {
    String name = LenientText.shown(item.node().path("name").asText(""));
    return MetadataMessages.badParameter(
        name.isEmpty() ? "?" : "'" + name + "'", LenientText.line(e.getMessage()));
  }

  /** The elements of a list, or what stands between commas. */
  private List<Located> words(String name, Located value) {
    if (value.node().isArray()) {
      return value.items();
    }
    if (!value.node().isTextual()) {
      warnings.add(value.line(), name, MetadataMessages.notList());
      return List.of();
    }
    List<Located> words = new ArrayList<>();
    for (String word : value.node().textValue().split("[,\\n]")) {
      if (!word.isBlank()) {
        words.add(Located.of(NODES.textNode(word.strip()), value.line()));
      }
    }
    return words;
  }

  private static boolean isEmptyList(Located value) {
    return value.node().isArray() && value.node().isEmpty();
  }

  private String limited(String name, Located value, int limit) {
    String text = LenientText.line(value.node().textValue());
    if (text.length() > limit) {
      warnings.add(value.line(), name, MetadataMessages.cut(limit));
    }
    return LenientText.cut(text, limit).strip();
  }

  private static String shownValue(Located value) {
    return value.node().isTextual() ? value.node().textValue() : value.node().toString();
  }
}
