package dev.tempo.server.jobdocs;

import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

/**
 * The directory in which a script's pages lie: {@code docs/<script>.md} in English, {@code
 * docs/<script>_<language>.md} in any other language, or files that the script names.
 *
 * @param group the directory of its group
 * @param script the name of the script's file without its ending
 * @param named paths of pages below the group's directory that are named otherwise, by language
 */
public record DocDirectory(Path group, String script, Map<String, String> named) {

  /** Checks that nothing is missing, and copies. */
  public DocDirectory {
    Objects.requireNonNull(group, "group");
    Objects.requireNonNull(script, "script");
    named = Map.copyOf(named);
  }
}
