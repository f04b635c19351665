package dev.tempo.server.groups.metadata;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * What one source says of a script: each field's value as the API shows it, already checked.
 * Immutable as long as nobody changes the values.
 *
 * @param values by field, in their order; only those of which the source says something
 */
public record MetadataLayer(Map<MetadataField, JsonNode> values) {
  /** Says nothing. */
  public static final MetadataLayer EMPTY = new MetadataLayer(Map.of());

  /** Copies the map. */
  public MetadataLayer {
    EnumMap<MetadataField, JsonNode> copy = new EnumMap<>(MetadataField.class);
    copy.putAll(values);
    values = Collections.unmodifiableMap(copy);
  }

  /** What it says of a field. */
  public Optional<JsonNode> get(MetadataField field) {
    return Optional.ofNullable(values.get(field));
  }

  /** Returns a copy that says this of a field. */
  public MetadataLayer with(MetadataField field, JsonNode value) {
    EnumMap<MetadataField, JsonNode> changed = new EnumMap<>(MetadataField.class);
    changed.putAll(values);
    changed.put(field, value);
    return new MetadataLayer(changed);
  }

  /** Returns a copy that says nothing of a field. */
  public MetadataLayer without(MetadataField field) {
    EnumMap<MetadataField, JsonNode> changed = new EnumMap<>(MetadataField.class);
    changed.putAll(values);
    changed.remove(field);
    return new MetadataLayer(changed);
  }

  /** As an object with the names of the API. */
  public ObjectNode toJson() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    values.forEach((field, value) -> json.set(field.apiName(), value));
    return json;
  }

  /** Reads what {@link #toJson} wrote; names that it does not know are passed over. */
  public static MetadataLayer ofJson(JsonNode json) {
    EnumMap<MetadataField, JsonNode> values = new EnumMap<>(MetadataField.class);
    json.properties()
        .forEach(
            entry ->
                MetadataField.inApi(entry.getKey())
                    .ifPresent(field -> values.put(field, entry.getValue())));
    return new MetadataLayer(values);
  }
}
