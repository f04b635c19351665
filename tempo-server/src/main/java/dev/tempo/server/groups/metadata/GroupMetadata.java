package dev.tempo.server.groups.metadata;

import dev.tempo.server.security.authorization.Role;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What a group says of itself, and of its scripts as far as they say nothing.
 *
 * @param names by language; empty where it says none
 * @param descriptions by language
 * @param look how it is shown
 * @param autoDiscovery whether all its scripts are jobs, or only those that are named in JSON
 * @param defaults what holds for its scripts
 */
public record GroupMetadata(
    Map<String, String> names,
    Map<String, String> descriptions,
    Look look,
    boolean autoDiscovery,
    Defaults defaults) {

  /** The picture of a group that names none, or one that there is not. */
  public static final String DEFAULT_ICON = "folder";

  /** The pictures that there are. */
  public static final List<String> ICONS =
      List.of(
          "folder",
          "archive",
          "bell",
          "book",
          "box",
          "calendar",
          "chart",
          "cloud",
          "cpu",
          "database",
          "disk",
          "flask",
          "gear",
          "globe",
          "key",
          "mail",
          "network",
          "robot",
          "server",
          "shield",
          "table",
          "terminal",
          "tool",
          "user");

  /** Says nothing. */
  public static final GroupMetadata NONE =
      new GroupMetadata(
          Map.of(),
          Map.of(),
          new Look(DEFAULT_ICON, ""),
          true,
          new Defaults(Optional.empty(), Optional.empty(), Optional.empty()));

  /** Says nothing that can be read, so that only administrators see what it may be about. */
  public static final GroupMetadata UNREADABLE =
      new GroupMetadata(
          Map.of(),
          Map.of(),
          new Look(DEFAULT_ICON, ""),
          true,
          new Defaults(Optional.of(Role.ADMIN), Optional.empty(), Optional.empty()));

  /** Copies the maps. */
  public GroupMetadata {
    names = Collections.unmodifiableMap(new LinkedHashMap<>(names));
    descriptions = Collections.unmodifiableMap(new LinkedHashMap<>(descriptions));
    Objects.requireNonNull(look, "look");
    Objects.requireNonNull(defaults, "defaults");
  }

  /**
   * How it is shown.
   *
   * @param icon one of {@link #ICONS}
   * @param category a word to group by; empty for none
   */
  public record Look(String icon, String category) {}

  /**
   * What holds for its scripts.
   *
   * @param requiredLevel the least role that may see any of them; empty for a viewer
   * @param condaEnvironment in which they run, unless they say otherwise
   * @param executionTimeoutSeconds after which their runs are ended, unless they say otherwise
   */
  public record Defaults(
      Optional<Role> requiredLevel,
      Optional<String> condaEnvironment,
      Optional<Integer> executionTimeoutSeconds) {}

  /** The least role that may see any of its scripts. */
  public Role requiredLevel() {
    return defaults.requiredLevel().orElse(Role.VIEWER);
  }
}
