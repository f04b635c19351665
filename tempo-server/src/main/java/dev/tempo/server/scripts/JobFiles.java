package dev.tempo.server.scripts;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * What lies in a job's directory beside what Tempo writes there itself. Immutable.
 *
 * @param count of files, links and whatever else is no directory
 * @param sizeBytes of plain files together
 * @param names of the first of them, below the directory
 * @param exact false if there are more than were looked at
 */
public record JobFiles(long count, long sizeBytes, List<String> names, boolean exact) {
  /** Nothing at all. */
  public static final JobFiles NONE = new JobFiles(0, 0, List.of(), true);

  private static final int MOST_NAMES = 20;
  private static final int MOST_LOOKED_AT = 20_000;

  /** Copies the list. */
  public JobFiles {
    names = List.copyOf(names);
  }

  /** True if there is nothing. */
  public boolean isEmpty() {
    return count == 0;
  }

  /**
   * Looks through a directory; follows no links, and passes over what it cannot read.
   *
   * @param isOwn whether a file or directory is what Tempo writes itself
   */
  static JobFiles in(Path directory, Predicate<Path> isOwn) throws IOException {
    Counter counter = new Counter(directory, isOwn);
    Files.walkFileTree(directory, counter);
    return new JobFiles(counter.count, counter.size, counter.names, counter.exact);
  }

  private static final class Counter extends SimpleFileVisitor<Path> {
    private final Path root;
    private final Predicate<Path> isOwn;
    private final List<String> names = new ArrayList<>();
    private long count;
    private long size;
    private boolean exact = true;

    Counter(Path root, Predicate<Path> isOwn) {
      this.root = root;
      this.isOwn = isOwn;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
      return isOwn.test(directory) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      if (isOwn.test(file)) {
        return FileVisitResult.CONTINUE;
      }
      if (count == MOST_LOOKED_AT) {
        exact = false;
        return FileVisitResult.TERMINATE;
      }
      count++;
      size += attributes.isRegularFile() ? attributes.size() : 0;
      if (names.size() < MOST_NAMES) {
        names.add(root.relativize(file).toString());
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) {
      count++; // something is there
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, IOException e) {
      return FileVisitResult.CONTINUE;
    }
  }
}
