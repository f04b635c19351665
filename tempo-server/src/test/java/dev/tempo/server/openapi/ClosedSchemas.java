package dev.tempo.server.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The schemas of the contract as tests compile them, each once: formats are held, and an object has
 * no field that its schema does not name, although the contract itself leaves that open. So a field
 * that the server tells and the contract does not is found. Thread-safe.
 */
final class ClosedSchemas {
  private static final String BASE = "https://tempo.test/openapi.json";

  /** It warns of every key of the contract that no schema knows; kept, or it would be made anew. */
  private static final Logger UNKNOWN_KEYS =
      Logger.getLogger("com.networknt.schema.UnknownKeywordFactory");

  static {
    UNKNOWN_KEYS.setLevel(Level.SEVERE);
  }

  private final JsonNode document;

  /**
   * All of the contract. A factory that is asked for a part of it reads the whole anew each time.
   */
  private final JsonSchema whole;

  private final Map<String, Optional<JsonSchema>> known = new ConcurrentHashMap<>();

  ClosedSchemas(JsonNode contract) {
    this.document = contract.deepCopy();
    close(document);
    JsonSchemaFactory factory =
        JsonSchemaFactory.getInstance(
            SpecVersion.VersionFlag.V202012,
            builder ->
                builder.schemaLoaders(
                    loaders -> loaders.schemas(Map.of(BASE, document.toString()))));
    this.whole =
        factory.getSchema(
            SchemaLocation.of(BASE),
            SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build());
  }

  /** The schema at a place of the contract, such as {@code /components/schemas/Job}. */
  Optional<JsonSchema> at(String pointer) {
    return known.computeIfAbsent(pointer, this::compile);
  }

  private Optional<JsonSchema> compile(String pointer) {
    return document.at(pointer).isMissingNode()
        ? Optional.empty()
        : Optional.of(whole.getRefSchema(SchemaLocation.of(BASE + "#" + pointer).getFragment()));
  }

  private void close(JsonNode node) {
    if (node instanceof ObjectNode schema && schema.path("allOf") instanceof ArrayNode parts) {
      for (int i = 0; i < parts.size(); i++) {
        parts.set(i, open(parts.get(i)));
      }
      schema.put("unevaluatedProperties", false);
    } else if (node instanceof ObjectNode schema
        && schema.path("properties").isObject()
        && schema.has("type")
        && !schema.has("additionalProperties")) {
      schema.put("additionalProperties", false);
      schema.path("properties").forEach(this::close);
    } else {
      node.forEach(this::close);
    }
  }

  /** A part of a whole cannot be closed by itself, but what is in it can. */
  private JsonNode open(JsonNode part) {
    JsonNode schema =
        part.has("$ref")
            ? document.at(part.path("$ref").textValue().substring(1)).deepCopy()
            : part;
    schema.path("properties").forEach(this::close);
    ((ObjectNode) schema).remove("additionalProperties");
    return schema;
  }
}
