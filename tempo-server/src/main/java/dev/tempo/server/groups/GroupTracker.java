package dev.tempo.server.groups;

import dev.tempo.python.requirement.Requirements;
import dev.tempo.python.requirement.RequirementsException;
import dev.tempo.server.groups.discovery.FileStamp;
import dev.tempo.server.groups.discovery.GroupDirectory;
import dev.tempo.server.groups.discovery.SettledFiles;
import dev.tempo.server.groups.metadata.DecodedScript;
import dev.tempo.server.groups.metadata.ExampleFile;
import dev.tempo.server.groups.metadata.GroupMetadata;
import dev.tempo.server.groups.metadata.MetadataFile;
import dev.tempo.server.groups.metadata.MetadataWarning;
import dev.tempo.server.groups.metadata.ScriptHeader;
import dev.tempo.server.http.problem.Strings;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What is remembered of a group from look to look: which files were taken as they are, and what
 * those about the group said. A file of JSON that cannot be read changes nothing: its last words
 * count, so that no script is shown to more people for a comma too much. For one thread at a time.
 */
final class GroupTracker {
  private static final int MOST_SAID = 200;

  private static final int MAX_BYTES = MetadataFile.MAX_BYTES;

  private final SettledFiles settled = new SettledFiles();
  private final Map<String, FileStamp> taken = new HashMap<>();
  private final Map<String, MetadataWarning> refused = new TreeMap<>();
  private final Map<String, List<MetadataWarning>> warnings = new TreeMap<>();
  private GroupMetadata metadata = GroupMetadata.NONE;
  private Map<String, ScriptHeader> scripts = Map.of();
  private final Map<String, GroupExample> examples = new TreeMap<>();
  private Optional<List<String>> requirements = Optional.empty();
  private Optional<String> metadataText;
  private boolean knewScripts;
  private boolean unsaved;
  private boolean fresh = true;

  /** Of a group whose files said this when they could last be read. */
  GroupTracker(GroupRow.Files files) {
    this.metadataText = files.metadata();
    files.metadata().ifPresent(text -> readGroup(text.getBytes(StandardCharsets.UTF_8)));
    files.scripts().flatMap(StoredScripts::read).ifPresent(said -> scripts = said);
    knewScripts = files.scripts().isPresent();
  }

  SettledFiles settled() {
    return settled;
  }

  /** The stamps of files as they were taken. */
  Map<String, FileStamp> taken() {
    return taken;
  }

  /** Scripts that cannot be taken as they are. */
  Map<String, MetadataWarning> refused() {
    return refused;
  }

  /** True at the first call. */
  boolean isFresh() {
    boolean first = fresh;
    fresh = false;
    return first;
  }

  /** What is to be stored of the files about the group; empty if that is as it is stored. */
  Optional<GroupRow.Files> unsaved() {
    return unsaved
        ? Optional.of(
            new GroupRow.Files(
                metadataText,
                knewScripts ? Optional.of(StoredScripts.write(scripts)) : Optional.empty()))
        : Optional.empty();
  }

  /** It is stored. */
  void saved() {
    unsaved = false;
  }

  GroupMetadata metadata() {
    return metadata;
  }

  Map<String, ScriptHeader> scripts() {
    return scripts;
  }

  Optional<List<String>> requirements() {
    return requirements;
  }

  Map<String, GroupExample> examples() {
    return examples;
  }

  List<MetadataWarning> warnings() {
    List<MetadataWarning> all = new ArrayList<>();
    warnings.values().forEach(all::addAll);
    all.addAll(refused.values());
    return all;
  }

  /** True if a script's file is to be a job. */
  boolean takes(String file) {
    return metadata.autoDiscovery() || scripts.containsKey(file);
  }

  /**
   * Takes a file about the group.
   *
   * @param stamp of the file; empty if it is gone
   * @return false if it is another one meanwhile
   */
  boolean takeAbout(GroupDirectory directory, String name, Optional<FileStamp> stamp) {
    warnings.remove(name);
    if (stamp.isEmpty()) {
      taken.remove(name);
      gone(name);
      return true;
    }
    if (stamp.get().size() > MAX_BYTES) {
      taken.put(name, stamp.get());
      warnings.put(
          name, List.of(MetadataWarning.of(name, GroupMessages.tooLarge(MAX_BYTES >> 20))));
      metadata = name.equals(MetadataFile.GROUP) ? lastWords() : metadata;
      return true;
    }
    Optional<byte[]> content = directory.read(name, stamp.get(), MAX_BYTES);
    content.ifPresent(
        bytes -> {
          taken.put(name, stamp.get());
          read(name, bytes);
        });
    return content.isPresent();
  }

  /**
   * Takes a file with values of parameters.
   *
   * @param stamp of the file; empty if it is gone
   * @return false if it is another one meanwhile
   */
  boolean takeExample(GroupDirectory directory, String name, Optional<FileStamp> stamp) {
    warnings.remove(name);
    examples.remove(name);
    if (stamp.isEmpty()) {
      taken.remove(name);
      return true;
    }
    if (stamp.get().size() > ExampleFile.MAX_BYTES) {
      taken.put(name, stamp.get());
      warnings.put(
          name,
          List.of(
              MetadataWarning.of(
                  name, GroupMessages.exampleTooLarge(ExampleFile.MAX_BYTES >> 10))));
      return true;
    }
    Optional<byte[]> content = directory.read(name, stamp.get(), ExampleFile.MAX_BYTES);
    content.ifPresent(
        bytes -> {
          taken.put(name, stamp.get());
          readExample(name, bytes, Instant.ofEpochMilli(stamp.get().modifiedMillis()));
        });
    return content.isPresent();
  }

  private void readExample(String name, byte[] content, Instant updatedAt) {
    ExampleFile.Read read = ExampleFile.read(name, content);
    warnings.put(name, read.warnings());
    read.example().ifPresent(file -> examples.put(name, new GroupExample(file, updatedAt)));
  }

  private void gone(String name) {
    switch (name) {
      case MetadataFile.GROUP -> {
        metadata = GroupMetadata.NONE;
        metadataText = Optional.empty();
        unsaved = true;
      }
      case MetadataFile.SCRIPTS -> {
        scripts = Map.of();
        knewScripts = false;
        unsaved = true;
      }
      default -> requirements = Optional.empty();
    }
  }

  private void read(String name, byte[] content) {
    switch (name) {
      case MetadataFile.GROUP -> {
        if (readGroup(content)) {
          metadataText = Optional.of(text(name, content));
          unsaved = true;
        }
      }
      case MetadataFile.SCRIPTS -> {
        if (readScripts(content)) {
          knewScripts = true;
          unsaved = true;
        }
      }
      default -> readRequirements(name, content);
    }
  }

  private static String text(String name, byte[] content) {
    return DecodedScript.of(name, content).text();
  }

  private boolean readGroup(byte[] content) {
    MetadataFile.GroupFile file = MetadataFile.group(content);
    warnings.put(MetadataFile.GROUP, file.warnings());
    metadata = file.metadata().orElseGet(this::lastWords);
    return file.metadata().isPresent();
  }

  /** What a file that cannot be read said before; of one that never could, nobody knows. */
  private GroupMetadata lastWords() {
    return metadataText.isPresent() ? metadata : GroupMetadata.UNREADABLE;
  }

  private boolean readScripts(byte[] content) {
    MetadataFile.ScriptsFile file = MetadataFile.scripts(content);
    warnings.put(MetadataFile.SCRIPTS, file.warnings());
    scripts = file.scripts().orElse(scripts);
    return file.scripts().isPresent();
  }

  private void readRequirements(String name, byte[] content) {
    String text = text(name, content);
    try {
      Requirements.parse(text);
      requirements = Optional.of(text.lines().toList());
    } catch (RequirementsException e) {
      String first = e.problems().isEmpty() ? text : e.problems().getFirst().toString();
      String problem = Strings.shorten(first, MOST_SAID);
      requirements = Optional.empty();
      warnings.put(name, List.of(MetadataWarning.of(name, GroupMessages.badRequirements(problem))));
    }
  }
}
