package dev.tempo.server.groups.metadata;

import java.util.List;
import java.util.Objects;

/**
 * What the header of a script says.
 *
 * @param layer its fields
 * @param warnings what is wrong with it
 */
public record ScriptHeader(MetadataLayer layer, List<MetadataWarning> warnings) {
  /** Says nothing. */
  public static final ScriptHeader NONE = new ScriptHeader(MetadataLayer.EMPTY, List.of());

  /** Copies the list. */
  public ScriptHeader {
    Objects.requireNonNull(layer, "layer");
    warnings = List.copyOf(warnings);
  }
}
