package dev.tempo.server.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The errors that follow from the kind of an operation, and are not written at each: what a body, a
 * query, a log-in or a limit of requests may be answered with.
 */
final class CommonAnswers {
  private static final String PROBLEM = "#/components/responses/Problem";

  private CommonAnswers() {}

  /** Adds them to every operation of a contract that does not have them. */
  static void complete(JsonNode document) {
    document
        .path("paths")
        .forEach(
            path ->
                path.forEach(
                    operation -> {
                      if (operation.has("responses")) {
                        complete(path, operation);
                      }
                    }));
  }

  private static void complete(JsonNode path, JsonNode operation) {
    ObjectNode responses = (ObjectNode) operation.path("responses");
    Map<String, JsonNode> all = new TreeMap<>();
    responses.properties().forEach(entry -> all.put(entry.getKey(), entry.getValue()));
    for (String status : statuses(path, operation)) {
      all.computeIfAbsent(status, s -> responses.objectNode().put("$ref", PROBLEM));
    }
    responses.removeAll();
    responses.setAll(new LinkedHashMap<>(all));
  }

  private static Set<String> statuses(JsonNode path, JsonNode operation) {
    Set<String> statuses = new TreeSet<>(Set.of("400", "429", "500"));
    String role = operation.path("x-role").asText();
    if (!role.equals("anyone")) {
      statuses.add("503"); // no account yet, or a part of the server is out of order
    }
    if (!Set.of("anyone", "public").contains(role)) {
      statuses.addAll(Set.of("401", "403"));
    }
    if (operation.has("requestBody")) {
      statuses.addAll(Set.of("413", "415", "422"));
    }
    if (path.has("parameters")) {
      statuses.add("404");
    }
    if (operation.has("parameters")) {
      statuses.add("422");
    }
    return statuses;
  }
}
