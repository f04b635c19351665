package dev.tempo.server.projects;

import dev.tempo.files.HeldDirectory;
import dev.tempo.files.TreeWalk;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.function.Predicate;

/** Adds up the sizes of files. */
final class FileSizes implements TreeWalk.Visitor {
  private final Predicate<Path> counted;
  private long bytes;

  private FileSizes(Predicate<Path> counted) {
    this.counted = counted;
  }

  /**
   * How many bytes the files in directories have; links are not followed.
   *
   * @param counted says of a file's way below its directory whether it counts
   */
  static long sum(List<Path> directories, Predicate<Path> counted) throws IOException {
    FileSizes sizes = new FileSizes(counted);
    for (Path directory : directories) {
      TreeWalk.through(directory, sizes);
    }
    return sizes.bytes;
  }

  @Override
  public boolean enter(Path way) {
    return true;
  }

  @Override
  public boolean visit(HeldDirectory in, Path way, BasicFileAttributes attributes) {
    bytes += attributes.isRegularFile() && counted.test(way) ? attributes.size() : 0;
    return true;
  }

  @Override
  public void leave(Path way, int entries) {}

  @Override
  public void fail(Path way, IOException problem) {} // cannot be looked at, so not be counted
}
