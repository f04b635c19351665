package dev.tempo.server.groups.discovery;

import dev.tempo.server.groups.metadata.MetadataWarning;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a group's directory held at one moment.
 *
 * @param files scripts and files about them, by their paths below the directory
 * @param warnings what is there and cannot be taken
 */
public record GroupLook(Map<String, FileStamp> files, List<MetadataWarning> warnings) {

  /** Copies both. */
  public GroupLook {
    files = Collections.unmodifiableMap(new TreeMap<>(files));
    warnings = List.copyOf(warnings);
  }
}
