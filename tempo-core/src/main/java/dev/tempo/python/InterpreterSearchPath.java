package dev.tempo.python;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Lists the directories and file names among which interpreters are searched. Immutable.
 *
 * @param fixed looked into as they are
 * @param parents each {@code <child>/bin} of them is looked into
 */
public record InterpreterSearchPath(List<Path> fixed, List<Path> parents) {
  private static final Pattern NAME = Pattern.compile("python3?|python3\\.\\d{1,2}");

  public InterpreterSearchPath {
    Objects.requireNonNull(parents, "parents");
    Objects.requireNonNull(fixed, "fixed");
    fixed = List.copyOf(fixed);
    parents = List.copyOf(parents);
  }

  /** Where interpreters are on a Unix machine, as its environment variables say. */
  static InterpreterSearchPath of(Map<String, String> environment) {
    Set<Path> fixed = new LinkedHashSet<>();
    Set<Path> parents = new LinkedHashSet<>();
    for (String entry : environment.getOrDefault("PATH", "").split(":")) {
      path(entry).ifPresent(fixed::add);
    }
    path(environment.getOrDefault("PYENV_ROOT", ""))
        .ifPresent(p -> parents.add(p.resolve("versions")));
    path(environment.getOrDefault("HOME", "")).ifPresent(home -> addHome(home, fixed, parents));
    fixed.addAll(List.of(Path.of("/usr/local/bin"), Path.of("/usr/bin"), Path.of("/opt/bin")));
    parents.addAll(List.of(Path.of("/opt"), Path.of("/opt/python")));
    return new InterpreterSearchPath(List.copyOf(fixed), List.copyOf(parents));
  }

  /** The executables of this name in the directories of {@code PATH}, the first first. */
  public static List<Path> programs(Map<String, String> environment, String name) {
    Objects.requireNonNull(environment, "environment");
    List<Path> found = new ArrayList<>();
    for (String entry : environment.getOrDefault("PATH", "").split(":")) {
      path(entry)
          .map(directory -> directory.resolve(name))
          .filter(Files::isExecutable)
          .ifPresent(found::add);
    }
    return found;
  }

  private static void addHome(Path home, Set<Path> fixed, Set<Path> parents) {
    fixed.add(home.resolve(".local/bin"));
    parents.add(home.resolve(".pyenv/versions"));
    parents.add(home.resolve(".local"));
    parents.add(home.resolve(".local/share/uv/python"));
  }

  private static Optional<Path> path(String text) {
    try {
      Path path = Path.of(text);
      return path.isAbsolute() ? Optional.of(path.normalize()) : Optional.empty();
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  /**
   * When each directory that matters last changed, in milliseconds; -1 for one that is not there.
   * As long as this is the same, so are the {@link #candidates()}.
   */
  Map<Path, Long> fingerprint() {
    Map<Path, Long> times = new LinkedHashMap<>();
    parents.forEach(parent -> times.put(parent, modified(parent)));
    directories().forEach(directory -> times.put(directory, modified(directory)));
    return times;
  }

  /** The executables that are named as a Python, in the order of the search. */
  List<Path> candidates() {
    List<Path> found = new ArrayList<>();
    for (Path directory : directories()) {
      list(directory).stream()
          .filter(file -> NAME.matcher(file.getFileName().toString()).matches())
          .filter(file -> Files.isExecutable(file) && !Files.isDirectory(file))
          .sorted()
          .forEach(found::add);
    }
    return found;
  }

  private Set<Path> directories() {
    Set<Path> all = new LinkedHashSet<>(fixed);
    for (Path parent : parents) {
      list(parent).stream().sorted().map(child -> child.resolve("bin")).forEach(all::add);
    }
    return all;
  }

  /** Empty for what is no directory, or may not be read: there is nothing to find then. */
  private static List<Path> list(Path directory) {
    List<Path> entries = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
      stream.forEach(entries::add);
    } catch (IOException | java.nio.file.DirectoryIteratorException e) {
      return List.of();
    }
    return entries;
  }

  private static long modified(Path path) {
    try {
      return Files.getLastModifiedTime(path).toMillis();
    } catch (IOException e) {
      return -1;
    }
  }
}
