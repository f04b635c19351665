package dev.tempo.server.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Pattern;

/**
 * Holds what a server answered against its contract: the status is one that the operation names,
 * and the body is as the schema of that status says. Thread-safe.
 */
public final class Answers {
  private static final String BASE = "https://tempo.test/openapi.json";
  private static final int LARGEST = 1_000_000;

  /** What a server may say to any request before it knows the operation. */
  private static final List<Integer> OF_HTTP = List.of(405, 406, 408, 414, 417, 426, 431, 505);

  /** It warns of every key of the contract that no schema knows; kept, or it would be made anew. */
  private static final Logger UNKNOWN_KEYS =
      Logger.getLogger("com.networknt.schema.UnknownKeywordFactory");

  static {
    UNKNOWN_KEYS.setLevel(Level.SEVERE);
  }

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final JsonNode DOCUMENT = OpenApiDocument.read();
  private static final JsonSchemaFactory SCHEMAS =
      JsonSchemaFactory.getInstance(
          SpecVersion.VersionFlag.V202012,
          builder ->
              builder.schemaLoaders(loaders -> loaders.schemas(Map.of(BASE, DOCUMENT.toString()))));
  private static final Map<String, Optional<JsonSchema>> KNOWN = new ConcurrentHashMap<>();
  private static final List<Route> ROUTES =
      OpenApiDocument.operations(DOCUMENT).stream()
          .map(written -> new Route(written, pattern(written.path())))
          .toList();

  private record Route(OpenApiDocument.Written operation, Pattern path) {}

  private Answers() {}

  private static Pattern pattern(String path) {
    return Pattern.compile(path.replaceAll("\\{\\w+}", "[^/]+"));
  }

  /** Checks an answer; one to a path that is not of the contract is passed over. */
  public static void check(HttpResponse<String> answer) {
    URI uri = answer.uri();
    String method = answer.request().method();
    find(method.equals("HEAD") ? "GET" : method, uri.getRawPath())
        .filter(route -> !OF_HTTP.contains(answer.statusCode()))
        .ifPresent(route -> check(route.operation(), answer));
  }

  /** A path without variable parts goes before one with. */
  private static Optional<Route> find(String method, String path) {
    return ROUTES.stream()
        .filter(route -> route.operation().method().equals(method))
        .filter(route -> route.path().matcher(path).matches())
        .min((a, b) -> variables(a) - variables(b));
  }

  private static int variables(Route route) {
    return route.operation().path().split("\\{", -1).length;
  }

  private static void check(OpenApiDocument.Written operation, HttpResponse<String> answer) {
    String route = operation.route();
    int status = answer.statusCode();
    JsonNode responses = operation.node().path("responses");
    assertThat(responses.has(Integer.toString(status)))
        .as("The contract has %s for %s, which answered: %s", status, route, answer.body())
        .isTrue();
    String type = answer.headers().firstValue("Content-Type").orElse("").replaceAll(";.*", "");
    String body = answer.body();
    boolean packed = answer.headers().firstValue("Content-Encoding").isPresent();
    if (type.endsWith("json") && !packed && !body.isEmpty() && body.length() < LARGEST) {
      KNOWN
          .computeIfAbsent(route + " " + status, key -> schema(operation, status, type))
          .ifPresent(schema -> hold(schema, body, route + " " + status));
    }
  }

  private static Optional<JsonSchema> schema(
      OpenApiDocument.Written operation, int status, String type) {
    String at =
        "/paths/"
            + escaped(operation.path())
            + "/"
            + operation.method().toLowerCase(Locale.ROOT)
            + "/responses/"
            + status;
    String reference = DOCUMENT.at(at).path("$ref").asText("");
    String answer = reference.isEmpty() ? at : reference.substring(1);
    String schema = answer + "/content/" + escaped(type) + "/schema";
    return DOCUMENT.at(schema).isMissingNode()
        ? Optional.empty()
        : Optional.of(SCHEMAS.getSchema(SchemaLocation.of(BASE + "#" + schema)));
  }

  private static String escaped(String part) {
    return part.replace("~", "~0").replace("/", "~1");
  }

  private static void hold(JsonSchema schema, String body, String route) {
    try {
      JsonNode json = MAPPER.readTree(body);
      assertThat(schema.validate(json)).as("%s answered %s", route, body).isEmpty();
    } catch (JsonProcessingException e) {
      throw new AssertionError(route + " answered what is no JSON: " + body, e);
    }
  }
}
