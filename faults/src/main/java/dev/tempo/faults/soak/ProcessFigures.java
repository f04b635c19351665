package dev.tempo.faults.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a process has, as {@code /proc} tells. */
final class ProcessFigures {
  private final Path process;

  ProcessFigures(long pid) {
    this.process = Path.of("/proc/" + pid);
  }

  double residentMegabytes() throws IOException {
    return number("VmRSS") * 1_024 / 1e6;
  }

  double threads() throws IOException {
    return number("Threads");
  }

  double descriptors() throws IOException {
    try (Stream<Path> all = Files.list(process.resolve("fd"))) {
      return all.count();
    }
  }

  /** How many processes it started that are there, and theirs. */
  double descendants() {
    return ProcessHandle.of(Long.parseLong(process.getFileName().toString()))
        .map(handle -> handle.descendants().count())
        .orElse(0L);
  }

  private double number(String name) throws IOException {
    Matcher found =
        Pattern.compile(name + ":\\s+(\\d+)").matcher(Files.readString(process.resolve("status")));
    if (!found.find()) {
      throw new IOException("Nothing is told of " + name);
    }
    return Double.parseDouble(found.group(1));
  }
}
