package dev.tempo.server.doctor;

import dev.tempo.server.storage.PrivateFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Directories of runs that have ended, of environments and scripts whose jobs are gone. What the
 * server made is deleted; what may be somebody's work is set aside.
 */
final class OrphanExamination implements Doctor.Examination {
  private static final String ASIDE = "orphans";

  private final Path data;
  private final KnownThings known;
  private final List<Finding> found = new ArrayList<>();

  OrphanExamination(Path data, KnownThings known) {
    this.data = data;
    this.known = known;
  }

  @Override
  public List<Finding> findings() throws IOException {
    for (Path run : directories("runs", named(known.openRuns()).negate())) {
      if (isAlive(run.getFileName().toString())) {
        found.add(
            Finding.fault(
                "runs",
                "Processes of the run "
                    + run.getFileName()
                    + " are alive, but the run has ended: end those with TEMPO_RUN_ID="
                    + run.getFileName()
                    + " in their environment"));
      } else {
        found.add(
            Finding.warning("runs", "The run of " + run + " has ended, or was never stored")
                .with("delete the directory", () -> PrivateFiles.delete(run)));
      }
    }
    for (Path environment : directories("envs", named(known.jobs()).negate())) {
      found.add(
          Finding.warning("envs", "The environment " + environment + " belongs to no job")
              .with("delete it", () -> PrivateFiles.delete(environment)));
    }
    Path scripts = data.resolve("scripts");
    lookAtScripts(scripts, "");
    return found;
  }

  /** Those whose names are ids, and of these those that are wanted. */
  private List<Path> directories(String below, Predicate<Path> filter) throws IOException {
    Path directory = data.resolve(below);
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(directory)) {
      return all.filter(path -> Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
          .filter(path -> id(path).isPresent())
          .filter(filter)
          .sorted()
          .toList();
    }
  }

  private static Predicate<Path> named(Set<UUID> ids) {
    return path -> id(path).map(ids::contains).orElse(false);
  }

  private static Optional<UUID> id(Path path) {
    try {
      return Optional.of(UUID.fromString(path.getFileName().toString()));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** A job's directory is its key with folders; one above others belongs to their folders. */
  private void lookAtScripts(Path directory, String prefix) throws IOException {
    if (!Files.isDirectory(directory)) {
      return;
    }
    Set<String> folders = new HashSet<>();
    known.keys().stream()
        .filter(key -> key.startsWith(prefix))
        .map(key -> key.substring(prefix.length()))
        .forEach(rest -> folders.add(rest.split(":", 2)[0]));
    try (Stream<Path> all = Files.list(directory)) {
      for (Path each : all.filter(Files::isDirectory).sorted().toList()) {
        String name = each.getFileName().toString();
        String key = prefix + name;
        if (!folders.contains(name)) {
          Path aside = aside(each);
          found.add(
              Finding.warning("scripts", "The directory " + each + " belongs to no job")
                  .with("move it to " + aside, () -> move(each, aside)));
        } else if (!known.keys().contains(key)) {
          lookAtScripts(each, key + ":");
        }
      }
    }
  }

  private Path aside(Path orphan) {
    Path wanted = data.resolve(ASIDE).resolve(data.relativize(orphan));
    Path free = wanted;
    for (int number = 2; Files.exists(free); number++) {
      free = wanted.resolveSibling(wanted.getFileName() + "-" + number);
    }
    return free;
  }

  private static void move(Path from, Path to) throws IOException {
    PrivateFiles.createDirectories(to.getParent());
    Files.move(from, to);
    PrivateFiles.sync(to.getParent());
    PrivateFiles.sync(from.getParent());
  }

  /** Whether a process has this run's id in its environment, as all of its processes do. */
  private static boolean isAlive(String run) throws IOException {
    Path processes = Path.of("/proc");
    if (!Files.isDirectory(processes)) {
      return false;
    }
    String mark = "TEMPO_RUN_ID=" + run + "\0";
    try (Stream<Path> all = Files.list(processes)) {
      return all.map(process -> process.resolve("environ")).anyMatch(file -> holds(file, mark));
    }
  }

  private static boolean holds(Path file, String text) {
    try {
      return Files.isReadable(file)
          && Files.readString(file, StandardCharsets.ISO_8859_1).contains(text);
    } catch (IOException e) {
      return false; // it has ended, or is another's
    }
  }
}
