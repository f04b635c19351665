package dev.tempo.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A directory that is gone when it is closed. */
public final class Scratch implements AutoCloseable {
  private final Path directory;
  private boolean isKept;

  private Scratch(Path directory) {
    this.directory = directory;
  }

  /** A new one. */
  public static Scratch in(Path parent) throws IOException {
    Files.createDirectories(parent);
    return new Scratch(Files.createTempDirectory(parent, "run-"));
  }

  /** Leaves it where it is, for whoever wants to look into it. */
  public void keep() {
    isKept = true;
  }

  /** Where it is. */
  public Path path() {
    return directory;
  }

  @Override
  public void close() {
    if (isKept) {
      return;
    }
    try (Stream<Path> tree = Files.walk(directory)) {
      List<Path> deepestFirst = tree.sorted(Comparator.reverseOrder()).toList();
      for (Path path : deepestFirst) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
