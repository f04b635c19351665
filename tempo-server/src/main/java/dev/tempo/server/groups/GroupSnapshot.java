package dev.tempo.server.groups;

import dev.tempo.server.groups.metadata.EffectiveMetadata;
import dev.tempo.server.groups.metadata.GroupMetadata;
import dev.tempo.server.groups.metadata.MetadataLayer;
import dev.tempo.server.groups.metadata.MetadataWarning;
import dev.tempo.server.groups.metadata.ScriptHeader;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A group as its files are.
 *
 * @param row what is kept of it
 * @param present whether its directory is there
 * @param said what its files say of it
 * @param scripts what it says of its scripts, by their files
 * @param rest what else lies there
 */
record GroupSnapshot(
    GroupRow row,
    boolean present,
    GroupMetadata said,
    Map<String, ScriptHeader> scripts,
    Rest rest) {

  GroupSnapshot {
    Objects.requireNonNull(row, "row");
    scripts = Map.copyOf(scripts);
  }

  /**
   * What else lies in a group's directory.
   *
   * @param requirements the lines of its {@code requirements.txt}; empty if it has none
   * @param examples values of parameters, by the names of the files in which they are
   * @param warnings what is wrong with its files
   */
  record Rest(
      Optional<List<String>> requirements,
      Map<String, GroupExample> examples,
      List<MetadataWarning> warnings) {
    static final Rest NONE = new Rest(Optional.empty(), Map.of(), List.of());

    Rest {
      examples = Collections.unmodifiableMap(new TreeMap<>(examples));
      warnings = List.copyOf(warnings);
    }
  }

  static GroupSnapshot empty(GroupRow row) {
    return new GroupSnapshot(row, false, GroupMetadata.NONE, Map.of(), Rest.NONE);
  }

  String id() {
    return row.id();
  }

  GroupSnapshot with(GroupRow row) {
    return new GroupSnapshot(row, present, said, scripts, rest);
  }

  /** What holds of it: what was chosen in Tempo, else what its files say. */
  GroupMetadata metadata() {
    GroupMetadata.Defaults own = said.defaults();
    return new GroupMetadata(
        said.names(),
        said.descriptions(),
        said.look(),
        said.autoDiscovery(),
        new GroupMetadata.Defaults(
            row.chosen().requiredLevel().or(own::requiredLevel),
            condaEnvironment(),
            own.executionTimeoutSeconds()));
  }

  /** The conda environment of scripts that name none: one chosen in Tempo, else the file's. */
  Optional<String> condaEnvironment() {
    return row.chosen().condaEnvironment().or(() -> said.defaults().condaEnvironment());
  }

  /** What holds of a script. */
  EffectiveMetadata effective(
      String file, ScriptRow.Found found, MetadataLayer edited, int timeoutSeconds) {
    return EffectiveMetadata.of(
        new EffectiveMetadata.Layers(
            edited, json(file).layer(), found.header().layer(), found.inline()),
        new EffectiveMetadata.Around(metadata(), rest.requirements(), timeoutSeconds));
  }

  /** What the group says of a script. */
  ScriptHeader json(String file) {
    return scripts.getOrDefault(file, ScriptHeader.NONE);
  }
}
