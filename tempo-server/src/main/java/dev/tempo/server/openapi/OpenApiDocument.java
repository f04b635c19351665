package dev.tempo.server.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tempo.server.http.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * The contract, as it is written in {@code META-INF/openapi/tempo.yaml}. It is written as YAML,
 * which people can read and comment, and served as JSON, which programs can.
 */
final class OpenApiDocument {
  private static final String SOURCE = "META-INF/openapi/tempo.yaml";

  private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");

  private OpenApiDocument() {}

  /**
   * An operation as it is written.
   *
   * @param method as {@code GET}, or {@code WS} for a WebSocket
   * @param path with its variable parts in braces
   * @param node what is written of it
   */
  record Written(String method, String path, JsonNode node) {
    /** As routes are named. */
    String route() {
      return method + " " + path;
    }
  }

  /** Reads it, with the {@link CommonAnswers}; takes some tens of milliseconds. */
  static JsonNode read() {
    JsonNode document = written();
    CommonAnswers.complete(document);
    return document;
  }

  /** Reads it without them. */
  static JsonNode written() {
    LoaderOptions options = new LoaderOptions();
    options.setMaxAliasesForCollections(Integer.MAX_VALUE); // it is ours, and uses them
    try (InputStream in = OpenApiDocument.class.getClassLoader().getResourceAsStream(SOURCE)) {
      return Json.node(new Yaml(new SafeConstructor(options)).<Object>load(in));
    } catch (IOException e) {
      throw new UncheckedIOException("The jar is damaged: " + SOURCE + " cannot be read", e);
    }
  }

  /** Reads it, as of a server at a path. */
  static JsonNode at(String path) {
    JsonNode document = read();
    ((ObjectNode) document.path("servers").path(0)).put("url", path);
    return document;
  }

  /** The operations of a contract, in its order. */
  static List<Written> operations(JsonNode document) {
    return document.path("paths").properties().stream().flatMap(OpenApiDocument::ofPath).toList();
  }

  private static Stream<Written> ofPath(Map.Entry<String, JsonNode> path) {
    return path.getValue().properties().stream()
        .filter(method -> METHODS.contains(method.getKey()))
        .map(
            method ->
                new Written(
                    method(method.getKey(), method.getValue()), path.getKey(), method.getValue()));
  }

  private static String method(String name, JsonNode operation) {
    return operation.path("x-websocket").asBoolean() ? "WS" : name.toUpperCase(Locale.ROOT);
  }
}
