package dev.tempo.server.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Names the contract's operations by their routes. Thread-safe. */
public final class OperationNames {

  /** Read when first asked, once for all servers of a process: it takes a while. */
  private static final class Names {
    static final Map<String, String> BY_ROUTE = read(OpenApiDocument.read());
  }

  /** The operation's name; the route itself if the contract does not have it any more. */
  public String name(String route) {
    return Names.BY_ROUTE.getOrDefault(route, route);
  }

  /** The route of an operation of this name. */
  public Optional<String> route(String name) {
    return Names.BY_ROUTE.entrySet().stream()
        .filter(entry -> entry.getValue().equals(name))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  private static Map<String, String> read(JsonNode document) {
    return OpenApiDocument.operations(document).stream()
        .collect(
            Collectors.toMap(
                OpenApiDocument.Written::route,
                operation -> operation.node().path("operationId").textValue()));
  }
}
