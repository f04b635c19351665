package dev.tempo.server.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Makes values that break one rule of a schema of the contract each. */
final class Breaches {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /** Schemas that hold each other are followed no deeper. */
  private static final int DEPTH = 5;

  private static final Map<String, JsonNode> OF_TYPES =
      Map.of(
          "null", NODES.nullNode(),
          "boolean", NODES.booleanNode(true),
          "number", NODES.numberNode(1.5),
          "integer", NODES.numberNode(7),
          "string", NODES.textNode("text"),
          "array", NODES.arrayNode().add(NODES.objectNode()),
          "object", NODES.objectNode().set("x", NODES.arrayNode()));

  private final Contract contract;
  private final Samples samples;

  Breaches(Contract contract) {
    this.contract = contract;
    this.samples = new Samples(contract);
  }

  /**
   * A value that breaks a rule.
   *
   * @param field the outermost field that is at fault; empty for the whole
   * @param rule what is broken, in a word
   */
  record Breach(String field, String rule, JsonNode value) {
    @Override
    public String toString() {
      String text = value.toString();
      return field + " " + rule + ": " + text.substring(0, Math.min(100, text.length()));
    }
  }

  /** All single breaches of a schema, each in a value that is right otherwise. */
  List<Breach> of(JsonNode schema) {
    return of(schema, 0);
  }

  private List<Breach> of(JsonNode given, int depth) {
    JsonNode schema = contract.followed(given);
    List<Breach> found = new ArrayList<>();
    if (depth > DEPTH || schema.path("description").asText().startsWith("Computed")) {
      return found;
    }
    wrongTypes(schema, found);
    texts(schema, found);
    numbers(schema, found);
    arrays(schema, depth, found);
    objects(schema, depth, found);
    return found;
  }

  private static void wrongTypes(JsonNode schema, List<Breach> found) {
    if (schema.has("enum")) {
      found.add(new Breach("", "enum", NODES.textNode("none of these")));
      found.add(new Breach("", "type", NODES.objectNode()));
      return;
    }
    Set<String> allowed = Samples.types(schema);
    if (allowed.isEmpty()) {
      return;
    }
    OF_TYPES.forEach(
        (type, value) -> {
          boolean fits =
              allowed.contains(type) || type.equals("integer") && allowed.contains("number");
          if (!fits) {
            found.add(new Breach("", "type", value));
          }
        });
  }

  private static void texts(JsonNode schema, List<Breach> found) {
    if (!Samples.types(schema).contains("string")) {
      return;
    }
    if (schema.has("maxLength")) {
      int most = schema.path("maxLength").intValue();
      found.add(new Breach("", "maxLength", NODES.textNode("a".repeat(most + 1))));
    }
    if (schema.path("minLength").asInt(0) > 0) {
      found.add(new Breach("", "minLength", NODES.textNode("")));
    }
    if (schema.has("pattern")) {
      found.add(new Breach("", "pattern", NODES.textNode("\n<\u0001>")));
    }
    if (schema.has("format")) {
      found.add(new Breach("", "format", NODES.textNode("2026-13-45")));
    }
  }

  private static void numbers(JsonNode schema, List<Breach> found) {
    if (schema.has("minimum")) {
      found.add(new Breach("", "minimum", number(schema.path("minimum").decimalValue(), -1)));
    }
    if (schema.has("exclusiveMinimum")) {
      found.add(new Breach("", "minimum", schema.path("exclusiveMinimum")));
    }
    if (schema.has("maximum")) {
      found.add(new Breach("", "maximum", number(schema.path("maximum").decimalValue(), 1)));
      found.add(new Breach("", "huge", NODES.numberNode(new BigDecimal("1e999999999"))));
    }
  }

  private static JsonNode number(BigDecimal bound, int change) {
    return NODES.numberNode(bound.add(BigDecimal.valueOf(change)));
  }

  private void arrays(JsonNode schema, int depth, List<Breach> found) {
    if (!schema.has("items")) {
      return;
    }
    if (schema.has("maxItems")) {
      ArrayNode many = NODES.arrayNode();
      for (int i = 0; i <= schema.path("maxItems").intValue(); i++) {
        many.add(samples.of(schema.path("items")));
      }
      found.add(new Breach("", "maxItems", many));
    }
    if (schema.path("minItems").asInt(0) > 0) {
      found.add(new Breach("", "minItems", NODES.arrayNode()));
    }
    of(schema.path("items"), depth + 1)
        .forEach(
            each -> found.add(new Breach("", each.rule(), NODES.arrayNode().add(each.value()))));
  }

  private void objects(JsonNode schema, int depth, List<Breach> found) {
    if (!Samples.types(schema).contains("object")) {
      return;
    }
    ObjectNode right = (ObjectNode) samples.of(schema);
    schema
        .path("required")
        .forEach(
            name -> {
              ObjectNode lacking = right.deepCopy();
              lacking.remove(name.textValue());
              found.add(new Breach(name.textValue(), "required", lacking));
            });
    schema
        .path("properties")
        .properties()
        .forEach(property -> within(right, property.getKey(), property.getValue(), depth, found));
    JsonNode others = schema.path("additionalProperties");
    if (others.isBoolean() && !others.booleanValue()) {
      found.add(new Breach("nope", "unknown", right.deepCopy().put("nope", 1)));
    } else if (others.isObject()) {
      within(right, "other", others, depth, found);
    }
  }

  private void within(
      ObjectNode right, String name, JsonNode schema, int depth, List<Breach> found) {
    for (Breach each : of(schema, depth + 1)) {
      if (right.has(name) || !each.value().isNull()) { // what need not be given may be null
        found.add(new Breach(name, each.rule(), right.deepCopy().set(name, each.value())));
      }
    }
  }
}
