package dev.tempo.server.backup;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Which files of a data directory belong to a backup, beside the databases. */
final class DataFiles {
  /** What is made again, belongs to this machine, or is a backup itself. */
  private static final Set<String> LEFT_OUT =
      Set.of("backups", "cache", "envs", "logs", "restore", "runs", "tempo.lock", "tempo.pid");

  private static final List<String> DATABASES = List.of("tempo.db", "logs.db");

  private DataFiles() {}

  /** True for what lies directly in a data directory, and goes into a backup as it is. */
  static boolean belongs(String name) {
    return !LEFT_OUT.contains(name) && DATABASES.stream().noneMatch(name::startsWith);
  }

  /** The names of what lies directly in a directory, and belongs. */
  static List<String> topLevel(Path directory) {
    try (Stream<Path> all = Files.list(directory)) {
      return all.map(path -> path.getFileName().toString())
          .filter(DataFiles::belongs)
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("The directory " + directory + " cannot be read", e);
    }
  }

  /**
   * All plain files that belong, relative to the directory. Links are left out: they lead to
   * environments, which are made again, or out of the directory.
   *
   * @param excluded patterns of names
   * @param backups where backups lie, which must not hold each other
   */
  static List<Path> all(Path directory, List<String> excluded, Path backups) {
    List<PathMatcher> matchers =
        excluded.stream().map(p -> FileSystems.getDefault().getPathMatcher("glob:" + p)).toList();
    List<Path> found = new ArrayList<>();
    for (String name : topLevel(directory)) {
      try {
        Files.walkFileTree(
            directory.resolve(name), new Collector(directory, matchers, backups, found));
      } catch (IOException e) {
        throw new UncheckedIOException("The directory " + directory + " cannot be read", e);
      }
    }
    found.sort(Comparator.naturalOrder());
    return found;
  }

  private static final class Collector extends SimpleFileVisitor<Path> {
    private final Path root;
    private final List<PathMatcher> excluded;
    private final Path backups;
    private final List<Path> found;

    Collector(Path root, List<PathMatcher> excluded, Path backups, List<Path> found) {
      this.root = root;
      this.excluded = excluded;
      this.backups = backups;
      this.found = found;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
      return isExcluded(directory) || directory.equals(backups)
          ? FileVisitResult.SKIP_SUBTREE
          : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      if (attributes.isRegularFile() && !isExcluded(file)) {
        found.add(root.relativize(file));
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
      if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        throw e;
      }
      return FileVisitResult.CONTINUE; // deleted meanwhile
    }

    private boolean isExcluded(Path path) {
      return excluded.stream().anyMatch(matcher -> matcher.matches(path.getFileName()));
    }
  }
}
