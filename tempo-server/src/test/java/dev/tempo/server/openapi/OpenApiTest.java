package dev.tempo.server.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tempo.server.openapi.OpenApiDocument.Written;
import dev.tempo.server.security.authorization.Access;
import dev.tempo.server.security.authorization.AccessTable;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.ParseOptions;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The contract against the access table, which the server itself holds against its routes: what
 * stands in one stands in the other.
 */
class OpenApiTest {
  private static final Pattern IN_BRACES = Pattern.compile("\\{(\\w+)}");

  /** What has no body: the WebSocket is open, it is as the client has it. */
  private static final Set<String> BODILESS = Set.of("101", "204", "304");

  /** One of these says what a schema means. */
  private static final Set<String> KINDS = Set.of("type", "enum", "const", "oneOf");

  private final JsonNode document = OpenApiDocument.read();
  private final Map<String, JsonNode> operations =
      OpenApiDocument.operations(document).stream()
          .collect(Collectors.toMap(Written::route, Written::node));

  @Test
  void operations_areTheRoutes() {
    assertThat(operations.keySet())
        .containsExactlyInAnyOrderElementsOf(AccessTable.rows().keySet());
  }

  /** Reading is not in the trail, and what nobody has words for would be shown by its name. */
  @Test
  void changes_haveWordsForTheAuditTrail() throws IOException {
    JsonNode texts;
    try (InputStream english =
        OpenApiTest.class.getClassLoader().getResourceAsStream("META-INF/ui/i18n/en.json")) {
      texts = new ObjectMapper().readTree(english);
    }
    List<String> nameless =
        AccessTable.rows().entrySet().stream()
            .filter(row -> row.getValue().changes())
            .map(row -> operations.get(row.getKey()).path("operationId").asText())
            .filter(name -> !texts.has("audit.did." + name))
            .toList();
    assertThat(nameless).isEmpty();
  }

  @Test
  void roles_areThoseOfTheAccessTable() {
    AccessTable.rows()
        .forEach(
            (route, access) ->
                assertThat(operations.get(route).path("x-role").asText())
                    .as(route)
                    .isEqualTo(label(access)));
  }

  @Test
  void operations_areNamedOnceAndSaidInWords() {
    Set<String> names = new TreeSet<>();
    operations.forEach(
        (route, operation) -> {
          assertThat(names.add(operation.path("operationId").asText())).as(route).isTrue();
          assertThat(operation.path("summary").asText()).as(route).isNotBlank();
          assertThat(operation.path("tags")).as(route).hasSize(1);
          assertThat(operation.path("responses")).as(route).isNotEmpty();
        });
  }

  @Test
  void partsOfPaths_areDescribed() {
    operations.forEach(
        (route, operation) -> {
          String path = route.substring(route.indexOf(' ') + 1);
          JsonNode item = document.path("paths").path(path);
          List<String> described = new ArrayList<>();
          for (JsonNode parameters :
              List.of(item.path("parameters"), operation.path("parameters"))) {
            parameters.forEach(
                p -> {
                  JsonNode parameter = resolved(p);
                  if (parameter.path("in").asText().equals("path")) {
                    described.add(parameter.path("name").asText());
                  }
                });
          }
          Matcher names = IN_BRACES.matcher(path);
          List<String> expected = names.results().map(result -> result.group(1)).toList();
          assertThat(described).as(route).containsExactlyInAnyOrderElementsOf(expected);
        });
  }

  @Test
  void references_leadSomewhere() {
    walk(
        document,
        (name, value) -> {
          if (name.equals("$ref")) {
            assertThat(at(value.asText()).isMissingNode()).as(value.asText()).isFalse();
          }
        });
  }

  @Test
  void bodies_refuseWhatTheyDoNotKnow() {
    operations.forEach(
        (route, operation) -> {
          JsonNode json =
              resolved(operation.path("requestBody")).path("content").path("application/json");
          if (!json.isMissingNode()) {
            JsonNode schema = resolved(json.path("schema"));
            assertThat(schema.has("additionalProperties")).as(route).isTrue();
          }
        });
  }

  @Test
  void theContract_isValidForOthers() {
    SwaggerParseResult parsed =
        new OpenAPIV3Parser().readContents(document.toString(), null, new ParseOptions());
    assertThat(parsed.getMessages()).isEmpty();
    assertThat(parsed.getOpenAPI().getPaths()).hasSameSizeAs(document.path("paths"));
  }

  /** {@code on} is a truth value in YAML 1.1, and a comma in braces ends a text. */
  @Test
  void theContract_hasNoNameThatYamlMadeOfSomethingElse() {
    JsonNode bare = document.deepCopy();
    bare.findParents("example").forEach(node -> ((ObjectNode) node).remove("example"));
    walk(
        bare,
        (name, value) -> {
          assertThat(name).isNotIn("true", "false", "null").doesNotContain(" ");
          assertThat(value.isNull()).as(name).isFalse();
        });
  }

  /** Lists have elements of some kind, which spectral asks for. */
  @Test
  void lists_sayWhatTheyHold() {
    walk(
        document,
        (name, value) -> {
          boolean list = value.path("type").toString().contains("\"array\"");
          assertThat(!list || value.has("items")).as("%s: %s", name, value).isTrue();
        });
  }

  /** Else nothing would be proved by answers that are held against it. */
  @Test
  void answers_sayWhatTheyHold() {
    operations.forEach(
        (route, operation) ->
            operation
                .path("responses")
                .properties()
                .forEach(
                    answer -> {
                      String what = route + " " + answer.getKey();
                      JsonNode content = resolved(answer.getValue()).path("content");
                      assertThat(BODILESS.contains(answer.getKey()) || !content.isEmpty())
                          .as(what)
                          .isTrue();
                      content.forEach(kind -> told(kind.path("schema"), what, new HashSet<>()));
                    }));
  }

  private void told(JsonNode given, String what, Set<JsonNode> seen) {
    JsonNode schema = resolved(given);
    if (schema == document || !seen.add(schema)) {
      return;
    }
    assertThat(KINDS.stream().anyMatch(schema::has)).as("%s: %s", what, schema).isTrue();
    if (schema.has("properties")) {
      assertThat(schema.path("required")).as("%s: %s", what, schema).isNotEmpty();
      schema.path("properties").forEach(field -> told(field, what, seen));
    } else if (schema.path("type").toString().contains("object")) {
      boolean isWhole = what.equals("GET /api/openapi.json 200");
      assertThat(isWhole || schema.path("additionalProperties").isObject())
          .as("%s: %s", what, schema)
          .isTrue();
    }
    if (schema.has("items")) {
      told(schema.path("items"), what, seen);
    }
    schema.path("oneOf").forEach(one -> told(one, what, seen));
  }

  @Test
  void examples_areAsTheSchemasSay() {
    ClosedSchemas schemas = new ClosedSchemas(document);
    int[] held = {0};
    walkAt(
        "",
        document,
        (pointer, node) -> {
          if (node.has("example") && node.has("schema")) {
            assertThat(schemas.at(pointer + "/schema").orElseThrow().validate(node.path("example")))
                .as(pointer)
                .isEmpty();
            held[0]++;
          }
        });
    assertThat(held[0]).isGreaterThan(60);
  }

  private static void walkAt(String at, JsonNode node, BiConsumer<String, JsonNode> visitor) {
    visitor.accept(at, node);
    node.properties()
        .forEach(
            entry ->
                walkAt(
                    at + "/" + entry.getKey().replace("~", "~0").replace("/", "~1"),
                    entry.getValue(),
                    visitor));
  }

  private static String label(Access access) {
    return switch (access.need()) {
      case NOTHING -> "anyone";
      case SETUP -> "public";
      case KEY -> "key";
      case LOGIN -> access.role().orElseThrow().label();
    };
  }

  private JsonNode resolved(JsonNode node) {
    return node.has("$ref") ? at(node.path("$ref").asText()) : node;
  }

  private JsonNode at(String reference) {
    return document.at(reference.substring(1));
  }

  private static void walk(JsonNode node, BiConsumer<String, JsonNode> visitor) {
    node.properties()
        .forEach(
            entry -> {
              visitor.accept(entry.getKey(), entry.getValue());
              walk(entry.getValue(), visitor);
            });
    if (node.isArray()) {
      node.forEach(element -> walk(element, visitor));
    }
  }
}
