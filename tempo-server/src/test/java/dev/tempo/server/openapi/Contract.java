package dev.tempo.server.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The contract as tests walk it: its operations, with every reference followed. */
final class Contract {
  private final JsonNode document = OpenApiDocument.read();

  /** What can be asked over plain HTTP. */
  List<Operation> operations() {
    return all().filter(operation -> !operation.method().equals("WS")).toList();
  }

  /** The WebSockets. */
  List<Operation> sockets() {
    return all().filter(operation -> operation.method().equals("WS")).toList();
  }

  /** All that can be asked. */
  Stream<Operation> all() {
    return OpenApiDocument.operations(document).stream()
        .map(
            written ->
                new Operation(
                    written.method(),
                    written.path(),
                    written.node(),
                    parameters(document.path("paths").path(written.path()), written.node())));
  }

  /** The schema of the JSON body that an operation takes. */
  Optional<JsonNode> body(Operation operation) {
    JsonNode schema =
        followed(operation.node().path("requestBody"))
            .path("content")
            .path("application/json")
            .path("schema");
    return schema.isMissingNode() ? Optional.empty() : Optional.of(followed(schema));
  }

  /** A node, or what it refers to. */
  JsonNode followed(JsonNode node) {
    return node.has("$ref") ? document.at(node.path("$ref").textValue().substring(1)) : node;
  }

  private List<JsonNode> parameters(JsonNode path, JsonNode operation) {
    List<JsonNode> all = new ArrayList<>();
    path.path("parameters").forEach(parameter -> all.add(followed(parameter)));
    operation.path("parameters").forEach(parameter -> all.add(followed(parameter)));
    return all;
  }

  /** One operation, with the parameters of its path and its own. */
  record Operation(String method, String path, JsonNode node, List<JsonNode> parameters) {
    /** Its name in the contract. */
    String name() {
      return node.path("operationId").textValue();
    }

    /** Its parameters that stand after the question mark. */
    List<JsonNode> queryParameters() {
      return parameters.stream()
          .filter(parameter -> parameter.path("in").textValue().equals("query"))
          .toList();
    }

    @Override
    public String toString() {
      return method + " " + path;
    }
  }
}
