package dev.tempo.server.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.StreamSupport;

/** Reads the schemas of a contract, with references followed and parts put together. */
record SchemaReader(JsonNode document) {
  /** A schema by its name, or else the schema of the data of a response of that name. */
  JsonNode named(String name) {
    JsonNode components = document.path("components");
    JsonNode schema = components.path("schemas").path(name);
    return schema.isMissingNode() ? data(components.path("responses").path(name)) : schema;
  }

  /** The schema of what an answer holds. */
  JsonNode data(JsonNode response) {
    JsonNode schema =
        followed(followed(response).path("content").path("application/json").path("schema"));
    return schema.path("properties").path("data");
  }

  /** What an object may have. */
  Map<String, JsonNode> properties(JsonNode schema) {
    Map<String, JsonNode> properties = new LinkedHashMap<>();
    parts(schema)
        .forEach(
            part ->
                part.path("properties")
                    .properties()
                    .forEach(entry -> properties.put(entry.getKey(), entry.getValue())));
    return properties;
  }

  /** What every object has. */
  Set<String> required(JsonNode schema) {
    Set<String> required = new HashSet<>();
    parts(schema)
        .forEach(part -> part.path("required").forEach(name -> required.add(name.textValue())));
    return required;
  }

  /** A schema, or those that it is made of. */
  private List<JsonNode> parts(JsonNode schema) {
    return schema.has("allOf")
        ? StreamSupport.stream(schema.path("allOf").spliterator(), false)
            .flatMap(part -> parts(followed(part)).stream())
            .toList()
        : List.of(schema);
  }

  /** What a schema that allows null is besides. */
  JsonNode present(JsonNode schema) {
    return StreamSupport.stream(schema.path("oneOf").spliterator(), false)
        .map(this::followed)
        .filter(one -> !types(one).equals(Set.of("null")))
        .findFirst()
        .orElse(schema);
  }

  /** Whether null is among what it allows. */
  boolean isNullable(JsonNode schema) {
    boolean among =
        StreamSupport.stream(schema.path("enum").spliterator(), false).anyMatch(JsonNode::isNull)
            || StreamSupport.stream(schema.path("oneOf").spliterator(), false)
                .anyMatch(one -> isNullable(followed(one)));
    return among || types(schema).contains("null");
  }

  /** The types of what it allows. */
  Set<String> kinds(JsonNode schema) {
    Set<String> kinds = new HashSet<>(types(schema));
    schema.path("enum").forEach(value -> kinds.add(kind(value)));
    if (schema.has("const")) {
      kinds.add(kind(schema.path("const")));
    }
    schema.path("oneOf").forEach(one -> kinds.addAll(kinds(followed(one))));
    schema.path("allOf").forEach(one -> kinds.addAll(kinds(followed(one))));
    return kinds;
  }

  /** The words that a schema allows, if it names them; of an array those of its items. */
  Set<String> words(JsonNode schema) {
    Set<String> words = new HashSet<>();
    schema.path("enum").forEach(value -> words.add(value.asText()));
    if (schema.has("const")) {
      words.add(schema.path("const").asText());
    }
    schema.path("oneOf").forEach(one -> words.addAll(words(followed(one))));
    if (schema.has("items")) {
      words.addAll(words(followed(schema.path("items"))));
    }
    return words;
  }

  private static String kind(JsonNode value) {
    return value.isNumber() ? "integer" : value.isBoolean() ? "boolean" : "string";
  }

  /** The types that a schema names. */
  static Set<String> types(JsonNode schema) {
    Set<String> types = new HashSet<>();
    JsonNode type = schema.path("type");
    (type.isArray() ? type : List.of(type)).forEach(one -> types.add(one.asText()));
    types.remove("");
    return types;
  }

  /** A node, or what it refers to. */
  JsonNode followed(JsonNode node) {
    return node.has("$ref")
        ? followed(document.at(node.path("$ref").textValue().substring(1)))
        : node == null ? MissingNode.getInstance() : node;
  }
}
