package dev.tempo.server.groups;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tempo.server.groups.metadata.MetadataField;
import dev.tempo.server.groups.metadata.MetadataLayer;
import dev.tempo.server.jobs.DeclaredParameters;

/**
 * Keeps the defaults of secret parameters out of what is stored and told: jobs alone have them,
 * sealed.
 */
final class SecretDefaults {
  private static final String DEFAULT = "default";

  private SecretDefaults() {}

  /** A layer as it is stored. */
  static MetadataLayer sealed(MetadataLayer layer) {
    return layer
        .get(MetadataField.PARAMETERS)
        .map(list -> layer.with(MetadataField.PARAMETERS, DeclaredParameters.sealed(list)))
        .orElse(layer);
  }

  /** The value of a field as it is told to people. */
  static JsonNode hidden(MetadataField field, JsonNode value) {
    if (field != MetadataField.PARAMETERS) {
      return value;
    }
    JsonNode copy = value.deepCopy();
    for (JsonNode parameter : copy) {
      if (parameter.path("type").asText().equals("secret")) {
        ((ObjectNode) parameter).remove(DEFAULT);
      }
    }
    return copy;
  }
}
