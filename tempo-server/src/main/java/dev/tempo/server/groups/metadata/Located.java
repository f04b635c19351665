package dev.tempo.server.groups.metadata;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A value of a JSON document, and where it stands.
 *
 * @param node the value
 * @param line on which it begins, from 1
 * @param fields of an object, in their order
 * @param items of a list
 */
record Located(JsonNode node, int line, Map<String, Located> fields, List<Located> items) {

  Located {
    Objects.requireNonNull(node, "node");
    Objects.requireNonNull(fields, "fields");
    Objects.requireNonNull(items, "items");
  }

  /** A value without parts. */
  static Located of(JsonNode node, int line) {
    return new Located(node, line, Map.of(), List.of());
  }
}
