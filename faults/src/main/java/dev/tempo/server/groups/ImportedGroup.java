package dev.tempo.server.groups;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Archives of groups, for what fuzzes them: opened and unpacked. */
public final class ImportedGroup {
  private ImportedGroup() {}

  /**
   * Unpacks one into a directory of its own and removes that; throws what an import answers with.
   *
   * @return what is beside that directory now, and was not before
   */
  public static List<Path> read(byte[] bytes, Path scratch) throws IOException {
    Path inner = Files.createDirectories(scratch.resolve("a/b/c/group"));
    try (GroupArchive archive = GroupArchive.open(bytes, scratch)) {
      archive.name();
      archive.unpackInto(inner);
    } finally {
      remove(inner);
    }
    try (Stream<Path> left = Files.walk(scratch)) {
      return left.filter(Files::isRegularFile).toList();
    }
  }

  private static void remove(Path directory) throws IOException {
    try (Stream<Path> tree = Files.walk(directory)) {
      for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
