package dev.tempo.server.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Names the contract's operations by their routes. Read when first asked. Thread-safe. */
public final class OperationNames {
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
    return OpenApiDocument.operations(document).stream()
        .collect(
            Collectors.toMap(
                OpenApiDocument.Written::route,
                operation -> operation.node().path("operationId").textValue()));
  }
}
