package dev.tempo.server.groups.metadata;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tempo.server.security.authorization.Role;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What holds of a script, field by field: what was edited in Tempo, else what the group's JSON says
 * of it, else its header, else its group, else nothing. The level is the higher one of the script's
 * and its group's. What the script needs to be installed it says best itself, by PEP 723.
 *
 * @param values by field; a field of which nobody says anything has its default value
 * @param sources by field, where the value comes from
 */
public record EffectiveMetadata(
    Map<MetadataField, JsonNode> values, Map<MetadataField, Source> sources) {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /** Where a value comes from. */
  public enum Source {
    /** From somebody who changed it in Tempo. */
    EDITED,
    /** From the group's file about its scripts. */
    JSON,
    /** From the script itself. */
    HEADER,
    /** From its group. */
    GROUP,
    /** From nobody. */
    DEFAULT;

    /** The name by which the API knows it. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * What is said of a script.
   *
   * @param edited in Tempo
   * @param json in the group's file about its scripts
   * @param header in the script
   * @param inline the requirements that it names by PEP 723; empty if it has no such block
   */
  public record Layers(
      MetadataLayer edited,
      MetadataLayer json,
      MetadataLayer header,
      Optional<List<String>> inline) {}

  /**
   * What its group says.
   *
   * @param metadata of itself
   * @param requirements in its {@code requirements.txt}; empty if it has none
   * @param timeoutSeconds the server's own for what says nothing
   */
  public record Around(
      GroupMetadata metadata, Optional<List<String>> requirements, int timeoutSeconds) {}

  /** Copies the maps. */
  public EffectiveMetadata {
    values = Map.copyOf(values);
    sources = Map.copyOf(sources);
  }

  /** Puts together what is said of a script. */
  public static EffectiveMetadata of(Layers layers, Around group) {
    Map<MetadataField, JsonNode> values = new EnumMap<>(MetadataField.class);
    Map<MetadataField, Source> sources = new EnumMap<>(MetadataField.class);
    for (MetadataField field : MetadataField.values()) {
      Found found =
          said(field, layers)
              .or(() -> byGroup(field, group))
              .orElseGet(() -> new Found(defaultValue(field, group), Source.DEFAULT));
      Found counted = field == MetadataField.REQUIRED_LEVEL ? raised(found, group) : found;
      values.put(field, counted.value());
      sources.put(field, counted.source());
    }
    return new EffectiveMetadata(values, sources);
  }

  /** What holds. */
  public JsonNode get(MetadataField field) {
    return values.get(field);
  }

  /** Where that comes from. */
  public Source source(MetadataField field) {
    return sources.get(field);
  }

  /** All of it, in the order of the fields. */
  public MetadataLayer layer() {
    return new MetadataLayer(values);
  }

  /** The least role that may see and run the script. */
  public Role requiredLevel() {
    return Role.named(get(MetadataField.REQUIRED_LEVEL).asText()).orElse(Role.ADMIN);
  }

  private record Found(JsonNode value, Source source) {}

  private static Optional<Found> said(MetadataField field, Layers layers) {
    Optional<Found> inline =
        layers
            .inline()
            .filter(lines -> field == MetadataField.REQUIREMENTS)
            .map(lines -> new Found(list(lines), Source.HEADER));
    return layers
        .edited()
        .get(field)
        .map(value -> new Found(value, Source.EDITED))
        .or(() -> inline)
        .or(() -> layers.json().get(field).map(value -> new Found(value, Source.JSON)))
        .or(() -> layers.header().get(field).map(value -> new Found(value, Source.HEADER)));
  }

  private static Optional<Found> byGroup(MetadataField field, Around group) {
    GroupMetadata.Defaults defaults = group.metadata().defaults();
    Optional<JsonNode> value =
        switch (field) {
          case REQUIRED_LEVEL -> defaults.requiredLevel().map(role -> NODES.textNode(role.label()));
          case EXECUTION_TIMEOUT -> defaults.executionTimeoutSeconds().map(NODES::numberNode);
          case CONDA_ENVIRONMENT -> defaults.condaEnvironment().map(NODES::textNode);
          case REQUIREMENTS -> group.requirements().map(EffectiveMetadata::list);
          default -> Optional.empty();
        };
    return value.map(found -> new Found(found, Source.GROUP));
  }

  /** Whatever a script says, its group's level is the least. */
  private static Found raised(Found found, Around group) {
    Role own = Role.named(found.value().asText()).orElse(Role.VIEWER);
    Role least = group.metadata().requiredLevel();
    return own.atLeast(least) ? found : new Found(NODES.textNode(least.label()), Source.GROUP);
  }

  private static JsonNode defaultValue(MetadataField field, Around group) {
    return switch (field) {
      case DISPLAY_NAME, DESCRIPTION, DESCRIPTION_LONG -> NODES.objectNode();
      case REQUIRED_LEVEL -> NODES.textNode(Role.VIEWER.label());
      case CATEGORY -> NODES.textNode("");
      case TAGS, PARAMETERS, REQUIREMENTS -> NODES.arrayNode();
      case EXECUTION_TIMEOUT -> NODES.numberNode(group.timeoutSeconds());
      case PREFERRED_PORT, CONDA_ENVIRONMENT -> NODES.nullNode();
      case AUTO_OPEN, REQUIRES_PARAMETERS -> NODES.booleanNode(false);
    };
  }

  private static JsonNode list(List<String> lines) {
    var list = NODES.arrayNode();
    lines.forEach(list::add);
    return list;
  }
}
