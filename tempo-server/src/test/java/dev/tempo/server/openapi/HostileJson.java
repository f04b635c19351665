package dev.tempo.server.openapi;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Makes bodies that look like what an operation wants, with what nobody expects in them. */
final class HostileJson {
  /** None of these is one JSON object. */
  static final List<String> NO_JSON =
      List.of(
          "{",
          "{\"name\":",
          "{} {}",
          "[",
          "[]",
          "null",
          "true",
          "\"text\"",
          "{'name':'x'}",
          "{\"name\":\"x\",}",
          "{\"name\":\"x\",\"name\":\"y\"}",
          "{\"name\":NaN}",
          "{\"name\":\"\u0001\"}",
          "\uFEFF\uFEFF{}",
          "[".repeat(100_000),
          "{\"a\":".repeat(50_000),
          "{\"" + "a".repeat(100_000),
          "{\"n\":" + "9".repeat(100_000) + "}",
          "<xml/>",
          "name=x");

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /** Writes what UTF-8 cannot hold, such as half of a pair, as an escape. */
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  private static final List<String> TEXTS =
      List.of(
          "",
          " ",
          "\u0000",
          "a\u0000b",
          "../../../../etc/passwd",
          "/etc/passwd",
          "~root",
          "' OR 1=1 --",
          "\"; DROP TABLE run; --",
          "%",
          "_",
          "<script>alert(1)</script>",
          "\r\nX-Evil: 1\r\n\r\n",
          "$(true)",
          "`id`",
          "${jndi:ldap://127.0.0.1/x}",
          "{{7*7}}",
          "%s%n%x",
          "\uD800",
          "\uDC00\uD800",
          "\u202Eevil",
          "\u0301".repeat(50),
          "\uD83D\uDCA5".repeat(30),
          "\u00DF\u0130\u0131\uFB01",
          "CON",
          "-",
          ".",
          "..",
          "null",
          "NaN",
          "1e999999",
          "9".repeat(400),
          "a".repeat(5_000),
          "(a+)+$",
          "[".repeat(500),
          "* * * * *",
          "* * 30 2 *",
          "@reboot",
          "2026-02-30",
          "+999999999-12-31T23:59:59Z",
          "-999999999-01-01T00:00:00Z",
          "Europe/Atlantis",
          "UTC+99:99",
          "http://127.0.0.1:1/",
          "file:///etc/passwd");

  private static final List<JsonNode> NUMBERS =
      List.of(
          NODES.numberNode(-1),
          NODES.numberNode(0),
          NODES.numberNode(1e308),
          NODES.numberNode(5e-324),
          NODES.numberNode(0.1),
          NODES.numberNode(Long.MAX_VALUE),
          NODES.numberNode(Long.MIN_VALUE),
          NODES.numberNode(BigInteger.TWO.pow(64)),
          NODES.numberNode(new BigDecimal("1e999999999")),
          NODES.numberNode(new BigDecimal("1e-999999999")),
          NODES.numberNode(new BigDecimal("1e400")));

  private final Contract contract;
  private final Samples samples;
  private final Random random;

  HostileJson(Contract contract, Random random) {
    this.contract = contract;
    this.samples = new Samples(contract);
    this.random = random;
  }

  /** A node as it goes over the wire. */
  static String text(JsonNode node) {
    try {
      return JSON.writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  /** A body for a schema. */
  String body(JsonNode schema) {
    return text(value(schema, 0));
  }

  private JsonNode value(JsonNode given, int depth) {
    JsonNode schema = contract.followed(given);
    int choice = random.nextInt(10);
    if (depth > 0 && choice == 0) {
      return anything(depth);
    }
    if (Samples.types(schema).contains("object")) {
      return object(schema, depth);
    }
    if (schema.has("items")) {
      ArrayNode array = NODES.arrayNode();
      for (int i = random.nextInt(4); i > 0; i--) {
        array.add(value(schema.path("items"), depth + 1));
      }
      return array;
    }
    return choice < 5 ? samples.of(schema) : likely(schema, depth);
  }

  private JsonNode likely(JsonNode schema, int depth) {
    var types = Samples.types(schema);
    if (types.contains("string")) {
      return NODES.textNode(one(TEXTS));
    }
    return types.contains("integer") || types.contains("number") ? one(NUMBERS) : anything(depth);
  }

  private ObjectNode object(JsonNode schema, int depth) {
    ObjectNode object = NODES.objectNode();
    for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
      boolean required =
          schema.path("required").toString().contains("\"" + property.getKey() + "\"");
      if (required || random.nextInt(4) == 0) {
        object.set(property.getKey(), value(property.getValue(), depth + 1));
      }
    }
    if (schema.path("additionalProperties").isObject()) {
      object.set(one(TEXTS), value(schema.path("additionalProperties"), depth + 1));
    }
    return object;
  }

  private JsonNode anything(int depth) {
    return switch (random.nextInt(6)) {
      case 0 -> NODES.nullNode();
      case 1 -> NODES.booleanNode(random.nextBoolean());
      case 2 -> one(NUMBERS);
      case 3 -> depth > 4 ? NODES.arrayNode() : NODES.arrayNode().add(anything(depth + 1));
      case 4 ->
          depth > 4 ? NODES.objectNode() : NODES.objectNode().set(one(TEXTS), anything(depth + 1));
      default -> NODES.textNode(one(TEXTS));
    };
  }

  private <T> T one(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }
}
