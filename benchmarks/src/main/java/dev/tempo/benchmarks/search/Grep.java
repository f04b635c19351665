package dev.tempo.benchmarks.search;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** {@code grep -F} over files, as fast as it is: bytes, not characters. */
final class Grep {
  private static final String NEWEST = "LC_ALL=C grep -hF -e \"$0\" \"$@\" | tail -n 100";

  private Grep() {}

  /** The newest hundred lines with this text. */
  static long newest(String text, List<Path> files) throws IOException {
    ProcessBuilder shell = new ProcessBuilder("/bin/sh", "-c", NEWEST, text);
    files.forEach(file -> shell.command().add(file.toString()));
    try (BufferedReader out = shell.start().inputReader()) {
      return out.lines().count();
    }
  }
}
