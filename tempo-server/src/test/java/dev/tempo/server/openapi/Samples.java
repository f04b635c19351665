package dev.tempo.server.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Makes values that a schema of the contract allows, as small as they can be. */
final class Samples {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /** One of these fits every pattern of the contract. */
  private static final List<String> TEXTS =
      List.of("a", "A1", "stdout", "schedule", "name", "runs", "a1b2c3d4", "10:00", "en");

  private final Contract contract;

  Samples(Contract contract) {
    this.contract = contract;
  }

  /** A value that the schema allows; of an object only what is required. */
  JsonNode of(JsonNode given) {
    JsonNode schema = contract.followed(given);
    if (schema.has("const")) {
      return schema.path("const");
    }
    if (schema.has("enum")) {
      return schema.path("enum").path(0);
    }
    return switch (types(schema).stream().filter(t -> !t.equals("null")).findFirst().orElse("")) {
      case "boolean" -> NODES.booleanNode(true);
      case "integer", "number" -> NODES.numberNode(Math.max(1, schema.path("minimum").asLong(1)));
      case "array" -> array(schema);
      case "object" -> object(schema);
      default -> NODES.textNode(text(schema));
    };
  }

  /** The types that a schema allows; none if it does not say. */
  static Set<String> types(JsonNode schema) {
    Set<String> types = new TreeSet<>();
    JsonNode type = schema.path("type");
    if (type.isTextual()) {
      types.add(type.textValue());
    }
    type.forEach(each -> types.add(each.textValue()));
    return types;
  }

  private ArrayNode array(JsonNode schema) {
    ArrayNode array = NODES.arrayNode();
    for (int i = 0; i < schema.path("minItems").asInt(0); i++) {
      array.add(of(schema.path("items")));
    }
    return array;
  }

  private ObjectNode object(JsonNode schema) {
    ObjectNode object = NODES.objectNode();
    schema
        .path("required")
        .forEach(
            name ->
                object.set(name.textValue(), of(schema.path("properties").path(name.textValue()))));
    return object;
  }

  private static String text(JsonNode schema) {
    return switch (schema.path("format").asText()) {
      case "uuid" -> "01890000-0000-7000-8000-000000000000";
      case "date" -> "2026-12-24";
      case "date-time" -> "2026-12-24T10:00:00Z";
      default -> fitting(schema);
    };
  }

  private static String fitting(JsonNode schema) {
    Pattern pattern = Pattern.compile(schema.path("pattern").asText(""));
    int least = schema.path("minLength").asInt(0);
    return TEXTS.stream()
        .map(text -> text.length() < least ? text.repeat(least) : text)
        .filter(text -> pattern.matcher(text).find())
        .findFirst()
        .orElseThrow(() -> new AssertionError("No sample for the pattern " + pattern));
  }
}
