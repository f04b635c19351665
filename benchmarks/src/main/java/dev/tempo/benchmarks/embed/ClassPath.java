package dev.tempo.benchmarks.embed;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The jars of a contender, taken from the class path of this JVM.
 *
 * @param jars where they are
 */
record ClassPath(List<Path> jars) {
  private static final List<Path> ALL =
      Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
          .map(Path::of)
          .toList();

  /** Those with these artifacts' names. */
  static ClassPath of(List<String> artifacts) {
    return new ClassPath(artifacts.stream().map(ClassPath::find).toList());
  }

  private static Path find(String artifact) {
    String name = artifact.replace(".", "\\.") + "-\\d.*\\.jar";
    return ALL.stream()
        .filter(path -> path.getFileName().toString().matches(name))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("No jar on the class path: " + artifact));
  }

  double megabytes() throws IOException {
    long bytes = 0;
    for (Path jar : jars) {
      bytes += Files.size(jar);
    }
    return bytes / 1e6;
  }

  /** With the classes of the benchmarks before them, as an option of {@code java}. */
  String option() {
    List<Path> entries = new ArrayList<>(jars);
    entries.addFirst(ALL.getFirst());
    return entries.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
  }
}
