package dev.tempo.server.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.ValidationMessage;
import dev.tempo.server.http.OlderPaths;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Holds what a server was asked and answered against its contract: the operation names the status
 * and the kind of the body, the body is as the schema of that status says, and what was taken is as
 * the schema of the request says. Thread-safe.
 */
public final class Answers {
  /** A schema of a page of logs takes too long for a body above this. */
  private static final int LARGEST = 1_000_000;

  /** What a server may say to any request before it knows the operation. */
  private static final List<Integer> OF_HTTP = List.of(405, 406, 408, 414, 417, 426, 431, 505);

  private static final String PROBLEM = "/components/schemas/Problem";

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final JsonNode DOCUMENT = OpenApiDocument.read();
  private static final ClosedSchemas SCHEMAS = new ClosedSchemas(DOCUMENT);
  private static final List<Route> ROUTES = routes();

  /** What was answered last, by its schema: who waits is told the same again and again. */
  private static final Map<String, String> HELD = new ConcurrentHashMap<>();

  /** An operation, at its path or an older one. */
  private record Route(
      String method, String start, Pattern path, int variables, OpenApiDocument.Written to) {
    static Route at(String method, String path, OpenApiDocument.Written to) {
      return new Route(
          method.equals("WS") ? "GET" : method,
          path.split("\\{", 2)[0],
          Pattern.compile(path.replace("{path}", ".+").replaceAll("\\{\\w+}", "[^/]+")),
          path.split("\\{", -1).length,
          to);
    }

    /** Where the operation stands in the contract. */
    String pointer() {
      String method = to.method().equals("WS") ? "get" : to.method().toLowerCase(Locale.ROOT);
      return "/paths/" + escaped(to.path()) + "/" + method;
    }
  }

  private Answers() {}

  /**
   * Checks an answer; one to a path outside the API, such as a page, is passed over.
   *
   * @param sent what was sent as JSON; null for nothing
   */
  public static void check(HttpResponse<?> answer, String sent) {
    String method = answer.request().method();
    String path = answer.uri().getRawPath();
    Optional<Route> route = find(method, path);
    if (route.isPresent() && !OF_HTTP.contains(answer.statusCode())) {
      check(route.get(), answer, sent);
    } else if (path.startsWith("/api/") && answer.statusCode() >= 400) {
      holdProblem(answer, method + " " + path);
    } else {
      assertThat(path.startsWith("/api/") && !method.equals("OPTIONS"))
          .as("The contract does not have %s %s", method, path)
          .isFalse();
    }
  }

  private static void holdProblem(HttpResponse<?> answer, String what) {
    String body = body(answer);
    if (!body.isEmpty()) {
      hold(SCHEMAS.at(PROBLEM).orElseThrow(), body, what);
    }
  }

  private static String body(HttpResponse<?> answer) {
    return switch (answer.body()) {
      case String text -> text;
      case byte[] bytes -> new String(bytes, StandardCharsets.UTF_8);
      case null, default -> "";
    };
  }

  private static List<Route> routes() {
    Map<String, OpenApiDocument.Written> written =
        OpenApiDocument.operations(DOCUMENT).stream()
            .collect(Collectors.toMap(OpenApiDocument.Written::route, Function.identity()));
    return Stream.concat(
            written.values().stream().map(one -> Route.at(one.method(), one.path(), one)),
            OlderPaths.all().stream()
                .map(old -> Route.at(old.method(), old.path(), written.get(old.route()))))
        .toList();
  }

  /** A path without variable parts goes before one with. */
  private static Optional<Route> find(String method, String path) {
    return ROUTES.stream()
        .filter(route -> route.method().equals(method.equals("HEAD") ? "GET" : method))
        .filter(route -> path.startsWith(route.start())) // of hundreds, few are left to be matched
        .filter(route -> route.path().matcher(path).matches())
        .min((a, b) -> a.variables() - b.variables());
  }

  private static void check(Route route, HttpResponse<?> answer, String sent) {
    String operation = route.to().route();
    int status = answer.statusCode();
    JsonNode responses = route.to().node().path("responses");
    assertThat(responses.has(Integer.toString(status)))
        .as("The contract has %s for %s, which answered: %s", status, operation, body(answer))
        .isTrue();
    Seen.note(operation, status);
    checkBody(route, answer);
    if (status < 300 && sent != null) {
      JsonSchema schema =
          SCHEMAS
              .at(at(route.pointer() + "/requestBody") + "/content/application~1json/schema")
              .orElseThrow(() -> new AssertionError(operation + " takes no JSON"));
      assertThat(schema.validate(read(sent, operation)).stream().filter(Answers::matters))
          .as("%s took %s", operation, sent)
          .isEmpty();
    }
  }

  /**
   * What the contract says once of all requests: a field that need not be given may be null as well
   * (and one that must be given was not taken as null), and words may be written in any case.
   */
  private static boolean matters(ValidationMessage found) {
    JsonNode value = found.getInstanceNode();
    boolean word = found.getType().equals("enum") && value.isTextual();
    return !(value.isNull() && !found.getInstanceLocation().toString().endsWith("]"))
        && !(word && found.getSchemaNode().toString().contains(upper(value)))
        && !(word && found.getSchemaNode().toString().contains(lower(value)));
  }

  private static String upper(JsonNode word) {
    return '"' + word.textValue().toUpperCase(Locale.ROOT) + '"';
  }

  private static String lower(JsonNode word) {
    return '"' + word.textValue().toLowerCase(Locale.ROOT) + '"';
  }

  private static void checkBody(Route route, HttpResponse<?> answer) {
    String what = route.to().route() + " " + answer.statusCode();
    String body = body(answer);
    String content = at(route.pointer() + "/responses/" + answer.statusCode()) + "/content";
    if (body.isEmpty()) {
      return;
    }
    String type = answer.headers().firstValue("Content-Type").orElse("").replaceAll(";.*", "");
    assertThat(DOCUMENT.at(content).has(type))
        .as("The contract has %s for %s", type, what)
        .isTrue();
    boolean packed = answer.headers().firstValue("Content-Encoding").isPresent();
    String place = content + "/" + escaped(type) + "/schema";
    if (type.endsWith("json")
        && !packed
        && body.length() < LARGEST
        && !body.equals(HELD.get(place))) {
      JsonSchema schema =
          SCHEMAS.at(place).orElseThrow(() -> new AssertionError("No schema for " + what));
      hold(schema, body, what);
      HELD.put(place, body);
    }
  }

  /** A place of the contract, or the one that is referred to there. */
  private static String at(String pointer) {
    String reference = DOCUMENT.at(pointer).path("$ref").asText("");
    return reference.isEmpty() ? pointer : reference.substring(1);
  }

  private static String escaped(String part) {
    return part.replace("~", "~0").replace("/", "~1");
  }

  private static void hold(JsonSchema schema, String body, String what) {
    assertThat(schema.validate(read(body, what))).as("%s answered %s", what, body).isEmpty();
  }

  private static JsonNode read(String body, String what) {
    try {
      return MAPPER.readTree(body);
    } catch (JsonProcessingException e) {
      throw new AssertionError(what + ": no JSON: " + body, e);
    }
  }
}
