package dev.tempo.server.groups.discovery;

import dev.tempo.server.groups.metadata.MetadataWarning;
import dev.tempo.server.storage.PrivateFiles;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The directory in which groups lie, each in a directory of its own. Thread-safe. */
public final class GroupsRoot {
  /** What stands in the place of a group for jobs that are in none. */
  public static final String MANAGED = "_managed";

  private static final Logger LOG = LoggerFactory.getLogger(GroupsRoot.class);
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,60}");
  private static final int SHOWN = 80;

  private final Path root;
  private final BooleanSupplier links;

  /**
   * Over a directory, which need not exist.
   *
   * @param links whether a group may be a link to a directory elsewhere; asked each time
   */
  public GroupsRoot(Path root, BooleanSupplier links) {
    this.root = root.toAbsolutePath().normalize();
    this.links = links;
  }

  /** Where it is; absolute. */
  public Path path() {
    return root;
  }

  /** True for a name that a group can have. */
  public static boolean isId(String name) {
    return ID.matcher(name).matches() && !name.equals(MANAGED);
  }

  /** Where the group of an id lies, or would. */
  public GroupDirectory group(String id) {
    if (!isId(id)) {
      throw new IllegalArgumentException("'" + id + "' is not the id of a group");
    }
    return new GroupDirectory(root.resolve(id));
  }

  /**
   * What lies there.
   *
   * @param ids of groups, sorted
   * @param warnings what is no group and could be meant to be one
   */
  public record Groups(List<String> ids, List<MetadataWarning> warnings) {
    /** Copies both. */
    public Groups {
      ids = List.copyOf(ids);
      warnings = List.copyOf(warnings);
    }
  }

  /** Makes the directory if it is not there, and looks at it. */
  public Groups look() {
    SortedMap<String, Path> found = new TreeMap<>();
    List<MetadataWarning> warnings = new ArrayList<>();
    try {
      PrivateFiles.createDirectories(root);
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(root, Files::isDirectory)) {
        entries.forEach(entry -> found.put(entry.getFileName().toString(), entry));
      }
    } catch (IOException | DirectoryIteratorException e) {
      LOG.warn("The groups in {} cannot be listed: {}", root, e.toString());
    }
    List<String> ids = new ArrayList<>();
    found.forEach(
        (name, path) -> {
          if (takes(name, path, warnings)) {
            ids.add(name);
          }
        });
    return new Groups(ids, warnings);
  }

  private boolean takes(String name, Path path, List<MetadataWarning> warnings) {
    String shown = name.substring(0, Math.min(name.length(), SHOWN)).replaceAll("\\p{Cntrl}", "?");
    if (name.startsWith(".")) {
      return false; // hidden on purpose, as .git
    }
    if (name.equals(MANAGED)) {
      warnings.add(MetadataWarning.of(shown, DiscoveryMessages.reserved(shown)));
      return false;
    }
    if (!isId(name)) {
      warnings.add(MetadataWarning.of(shown, DiscoveryMessages.badName(shown)));
      return false;
    }
    if (Files.isSymbolicLink(path) && !links.getAsBoolean()) {
      warnings.add(MetadataWarning.of(shown, DiscoveryMessages.linked(shown)));
      return false;
    }
    return true;
  }
}
