package dev.tempo.server.groups;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Whether two directories have the same files in them. */
final class SameFiles {
  private SameFiles() {}

  /**
   * True if both have files of the same names and bytes that are executable alike.
   *
   * @param counts what matters; of a directory that does not, nothing does
   */
  static boolean are(Path one, Path other, Predicate<Path> counts) throws IOException {
    SortedMap<String, Path> files = files(one, counts);
    SortedMap<String, Path> others = files(other, counts);
    if (!files.keySet().equals(others.keySet())) {
      return false;
    }
    for (String name : files.keySet()) {
      if (!isSame(files.get(name), others.get(name))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isSame(Path one, Path other) throws IOException {
    boolean regular = Files.isRegularFile(one, LinkOption.NOFOLLOW_LINKS);
    if (!regular || !Files.isRegularFile(other, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    return Files.isExecutable(one) == Files.isExecutable(other) && Files.mismatch(one, other) < 0;
  }

  private static SortedMap<String, Path> files(Path top, Predicate<Path> counts)
      throws IOException {
    SortedMap<String, Path> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(top)) {
      all.filter(path -> !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
          .filter(path -> isCounted(top, path, counts))
          .forEach(path -> files.put(top.relativize(path).toString(), path));
    }
    return files;
  }

  private static boolean isCounted(Path top, Path path, Predicate<Path> counts) {
    for (Path each = path; !each.equals(top); each = each.getParent()) {
      if (!counts.test(each)) {
        return false;
      }
    }
    return true;
  }
}
