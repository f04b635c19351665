package dev.tempo.internal.io;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** What is in directories. Stateless. */
public final class Directories {
  private Directories() {}

  /** What matches in a directory, sorted; nothing if there is no such directory. */
  public static List<Path> list(Path directory, String glob) throws IOException {
    Objects.requireNonNull(directory, "directory");
    List<Path> entries = new ArrayList<>();
    if (Files.isDirectory(directory)) {
      try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory, glob)) {
        stream.forEach(entries::add);
      }
    }
    entries.sort(null);
    return entries;
  }
}
