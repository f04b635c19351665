package dev.tempo.server.projects;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.server.http.problem.ApiException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The way to something in a project, checked part by part: none of it leads up, is hidden from the
 * system by a control character, or means something else on another system.
 *
 * @param parts from the project's directory on; empty for that itself
 */
record FilePath(List<String> parts) {
  /** How files are called that are not complete yet. */
  static final String UNFINISHED = ".tempo-";

  private static final int MAX_PARTS = 32;
  private static final int MAX_BYTES = 200;

  /** The directory of the project itself. */
  static final FilePath ROOT = new FilePath(List.of());

  /**
   * Reads one.
   *
   * @throws ApiException 422 if it is none
   */
  static FilePath of(String text) {
    FilePath path = packed(text);
    if (path.parts().size() > MAX_PARTS) {
      throw ApiException.invalid("path", message("api.project.path"));
    }
    return path;
  }

  /**
   * Reads one from a backup: scripts may have nested their files deeper than a request can.
   *
   * @throws ApiException 422 if it is none
   */
  static FilePath packed(String text) {
    List<String> parts = new ArrayList<>();
    for (String part : text.split("/", -1)) {
      if (!isName(part)) {
        throw ApiException.invalid("path", message("api.project.path"));
      }
      parts.add(part);
    }
    return new FilePath(List.copyOf(parts));
  }

  /** The same for a directory, of which nothing means the project's own. */
  static FilePath directory(Optional<String> text) {
    return text.filter(path -> !path.isEmpty()).map(FilePath::of).orElse(ROOT);
  }

  /** Whether a text can be the name of a file or a directory in a project. */
  static boolean isName(String part) {
    return !part.isEmpty()
        && !part.equals(".")
        && !part.equals("..")
        && !part.startsWith(UNFINISHED)
        && part.indexOf('\\') < 0
        && part.chars().noneMatch(Character::isISOControl)
        && StandardCharsets.UTF_8.newEncoder().canEncode(part)
        && part.getBytes(StandardCharsets.UTF_8).length <= MAX_BYTES;
  }

  /** The directories on the way. */
  List<Path> parents() {
    return parts.subList(0, parts.size() - 1).stream().map(Path::of).toList();
  }

  /** All parts. */
  List<Path> all() {
    return parts.stream().map(Path::of).toList();
  }

  /** Its last part. */
  Path name() {
    return Path.of(parts.getLast());
  }

  @Override
  public String toString() {
    return String.join("/", parts);
  }
}
