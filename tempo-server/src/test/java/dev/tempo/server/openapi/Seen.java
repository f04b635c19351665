package dev.tempo.server.openapi;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Which answers of the contract the tests have seen, of all virtual machines of a build: each
 * writes down an operation and status when it sees it first. Thread-safe.
 */
final class Seen {
  /** Of this build; one in an editor or of a named test has none to be mixed up with. */
  private static final Path DIRECTORY =
      Path.of("target", "contract", System.getProperty("tempo.build", "none"));

  private static final Set<String> HERE = ConcurrentHashMap.newKeySet();

  private Seen() {}

  /** Notes an answer. */
  static void note(String route, int status) {
    String answer = route + " " + status;
    if (HERE.add(answer)) {
      append(answer + "\n");
    }
  }

  private static synchronized void append(String line) {
    try {
      Files.createDirectories(DIRECTORY);
      Files.writeString(
          DIRECTORY.resolve(ProcessHandle.current().pid() + ".txt"),
          line,
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All that were noted by this build so far. */
  static Set<String> all() throws IOException {
    Set<String> all = new TreeSet<>();
    if (Files.exists(DIRECTORY)) {
      try (Stream<Path> files = Files.list(DIRECTORY)) {
        for (Path file : files.toList()) {
          List<String> lines = Files.readAllLines(file);
          all.addAll(lines);
        }
      }
    }
    return all;
  }
}
