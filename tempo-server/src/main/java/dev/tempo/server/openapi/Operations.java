package dev.tempo.server.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The names of the contract's operations by their routes. Read when first asked. Thread-safe. */
public final class Operations {
  private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");

  private volatile Map<String, String> names = Map.of();

  /** The operation's name; the route itself if the contract does not have it any more. */
  public String name(String route) {
    return names().getOrDefault(route, route);
  }

  /** The route of an operation of this name. */
  public Optional<String> route(String name) {
    return names().entrySet().stream()
        .filter(entry -> entry.getValue().equals(name))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  private Map<String, String> names() {
    if (names.isEmpty()) {
      names = read(OpenApiDocument.read());
    }
    return names;
  }

  private static Map<String, String> read(JsonNode document) {
    Map<String, String> read = new TreeMap<>();
    document
        .path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue().properties().stream()
                    .filter(entry -> METHODS.contains(entry.getKey()))
                    .forEach(
                        entry ->
                            read.put(
                                method(entry.getKey(), entry.getValue()) + " " + path.getKey(),
                                entry.getValue().path("operationId").textValue())));
    return read;
  }

  private static String method(String name, JsonNode operation) {
    return operation.path("x-websocket").asBoolean() ? "WS" : name.toUpperCase(Locale.ROOT);
  }
}
