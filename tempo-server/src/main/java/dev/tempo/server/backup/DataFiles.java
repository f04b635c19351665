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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Which files of a data directory belong to a backup, beside the databases. */
final class DataFiles {
  /** What is made again, belongs to this machine, or is a backup itself. */
  private static final Set<String> LEFT_OUT =
      Set.of(
          "backups",
          "cache",
          "envs",
          "logs",
          "restore",
          "runs",
          "tempo.lock",
          "tempo.pid",
          Archive.RESERVED);

  private static final List<String> DATABASES = List.of("tempo.db", "logs.db");

  private DataFiles() {}

  /** True for what lies directly in a data directory, and goes into a backup as it is. */
  static boolean belongs(String name) {
    return !LEFT_OUT.contains(name) && DATABASES.stream().noneMatch(name::startsWith);
  }

  /** What lies directly in a directory, and belongs, in the order of names. */
  static List<Path> topLevel(Path directory) {
    try (Stream<Path> all = Files.list(directory)) {
      return all.filter(path -> belongs(path.getFileName().toString())).sorted().toList();
    } catch (IOException | UncheckedIOException e) {
      throw new BackupException("The directory " + directory + " cannot be read: " + e, e);
    }
  }

  /**
   * What belongs to a backup.
   *
   * @param files plain files, in the order of their names
   * @param emptyDirectories that hold nothing
   * @param leftOut what else there is, each with the reason
   */
  record Found(List<Path> files, List<Path> emptyDirectories, List<String> leftOut) {}

  /**
   * All that belongs. Links are left out: they lead to environments, which are made again, or out
   * of the directory. What cannot be looked into is left out, too, and named.
   *
   * @param excluded patterns of names
   * @param backups where backups lie, which must not hold each other
   */
  static Found all(Path directory, List<String> excluded, Path backups) {
    List<PathMatcher> matchers =
        excluded.stream().map(p -> FileSystems.getDefault().getPathMatcher("glob:" + p)).toList();
    Found found = new Found(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    for (Path top : topLevel(directory)) {
      try {
        Files.walkFileTree(top, new Collector(directory, matchers, backups, found));
      } catch (IOException e) {
        throw new BackupException("The directory " + top + " cannot be read: " + e, e);
      }
    }
    found.files().sort(Comparator.naturalOrder());
    return found;
  }

  private static final class Collector extends SimpleFileVisitor<Path> {
    private final Path root;
    private final List<PathMatcher> excluded;
    private final Path backups;
    private final Found found;

    /** How many entries each directory has in which the walk is. */
    private final Deque<Integer> entries = new ArrayDeque<>(List.of(0));

    Collector(Path root, List<PathMatcher> excluded, Path backups, Found found) {
      this.root = root;
      this.excluded = excluded;
      this.backups = backups;
      this.found = found;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
      count();
      if (isExcluded(directory) || directory.equals(backups)) {
        return FileVisitResult.SKIP_SUBTREE;
      }
      entries.push(0);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, IOException e) {
      if (e != null) {
        leaveOut(directory, "it could not be read to its end: " + e.getMessage());
      }
      if (entries.pop() == 0) {
        found.emptyDirectories().add(directory);
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      count();
      if (isExcluded(file)) {
        return FileVisitResult.CONTINUE;
      }
      if (attributes.isRegularFile()) {
        found.files().add(file);
      } else {
        leaveOut(file, attributes.isSymbolicLink() ? "it is a link" : "it is no plain file");
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) {
      count();
      if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        leaveOut(file, "it cannot be read: " + e);
      }
      return FileVisitResult.CONTINUE; // otherwise it was deleted meanwhile
    }

    private void count() {
      entries.push(entries.pop() + 1);
    }

    private void leaveOut(Path path, String reason) {
      found.leftOut().add(EntryName.display(EntryName.of(root, path)) + ": " + reason);
    }

    private boolean isExcluded(Path path) {
      return excluded.stream().anyMatch(matcher -> matcher.matches(path.getFileName()));
    }
  }
}
