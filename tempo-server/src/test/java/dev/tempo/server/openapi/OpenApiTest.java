package dev.tempo.server.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.server.access.Access;
import dev.tempo.server.access.AccessTable;
import dev.tempo.server.openapi.OpenApiDocument.Written;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.ParseOptions;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import java.util.ArrayList;
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

  private final JsonNode document = OpenApiDocument.read();
  private final Map<String, JsonNode> operations =
      OpenApiDocument.operations(document).stream()
          .collect(Collectors.toMap(Written::route, Written::node));

  @Test
  void operations_areTheRoutes() {
    assertThat(operations.keySet())
        .containsExactlyInAnyOrderElementsOf(AccessTable.rows().keySet());
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
    walk(
        document,
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
