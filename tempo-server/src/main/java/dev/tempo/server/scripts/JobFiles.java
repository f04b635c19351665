package dev.tempo.server.scripts;

import dev.tempo.files.HeldDirectory;
import dev.tempo.files.TreeWalk;
import java.io.IOException;
import java.nio.file.Path;
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
   * @param isOwn whether a file or directory is what Tempo writes itself, by its way from there
   */
  static JobFiles in(Path directory, Predicate<Path> isOwn) throws IOException {
    Counter counter = new Counter(isOwn);
    TreeWalk.through(directory, counter);
    return new JobFiles(counter.count, counter.size, counter.names, counter.exact);
  }

  private static final class Counter implements TreeWalk.Visitor {
    private final Predicate<Path> isOwn;
    private final List<String> names = new ArrayList<>();
    private long count;
    private long size;
    private boolean exact = true;

    Counter(Predicate<Path> isOwn) {
      this.isOwn = isOwn;
    }

    @Override
    public boolean enter(Path way) {
      return !isOwn.test(way);
    }

    @Override
    public boolean visit(HeldDirectory in, Path way, BasicFileAttributes attributes) {
      if (isOwn.test(way)) {
        return true;
      }
      if (count == MOST_LOOKED_AT) {
        exact = false;
        return false;
      }
      count(way);
      size += attributes.isRegularFile() ? attributes.size() : 0;
      return true;
    }

    @Override
    public void leave(Path way, int entries) {
      // empty directories are no loss
    }

    @Override
    public void fail(Path way, IOException problem) {
      count(way); // something is there
    }

    private void count(Path way) {
      count++;
      if (names.size() < MOST_NAMES) {
        names.add(way.toString());
      }
    }
  }
}
