package dev.tempo.benchmarks.search;

import dev.tempo.benchmarks.logs.ServiceLines;
import dev.tempo.log.RunLogInfo;
import dev.tempo.log.RunLogService;
import dev.tempo.log.RunLogWriter;
import dev.tempo.store.LogStore;
import dev.tempo.store.sqlite.SqliteLogStore;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * Lines as services print them, in a file for each run. Ten lines have a word that no other has.
 */
final class Corpus {
  static final int RARE_LINES = 10;

  private static final int FILES = 20;
  private static final String STORE = "logs.db";
  private static final String ID = "some-id";

  private final ServiceLines printed = new ServiceLines(new SplittableRandom(2026));
  private final List<Path> files = new ArrayList<>();
  private final int lines;
  private String someId = "";

  /** Writes so many lines into files in a directory. */
  Corpus(Path directory, int lines) throws IOException {
    this.lines = lines;
    for (int file = 0; file < FILES; file++) {
      files.add(file(directory, file));
      write(files.getLast(), file * (lines / FILES));
    }
    Files.writeString(directory.resolve(ID), someId);
  }

  private Corpus(Path directory, int lines, String someId) {
    this.lines = lines;
    this.someId = someId;
    for (int file = 0; file < FILES; file++) {
      files.add(file(directory, file));
    }
  }

  /** What was written into a directory before. */
  static Corpus in(Path directory, int lines) throws IOException {
    return new Corpus(directory, lines, Files.readString(directory.resolve(ID)));
  }

  /** Where its lines are stored for searches, beside its files. */
  static LogStore openStore(Path directory) {
    return SqliteLogStore.open(directory.resolve(STORE));
  }

  /** How large that is in bytes. */
  static long storeBytes(Path directory) {
    return size(directory.resolve(STORE));
  }

  private static Path file(Path directory, int number) {
    return directory.resolve(String.format(Locale.ROOT, "run-%02d.txt", number));
  }

  /** Oldest first. */
  List<Path> files() {
    return Collections.unmodifiableList(files);
  }

  /** An id that stands in one line, about the middle. */
  String someId() {
    return someId;
  }

  int lines() {
    return lines / FILES * FILES;
  }

  long bytes() {
    return files.stream().mapToLong(Corpus::size).sum();
  }

  /** Has each file followed as the output of a run, one after the other. */
  void storeIn(LogStore store) {
    try (RunLogService logs = RunLogService.builder(store, InstantSource.system()).build()) {
      for (Path file : files) {
        RunLogInfo key =
            new RunLogInfo(
                UUID.randomUUID(),
                UUID.randomUUID(),
                Optional.empty(),
                InstantSource.system().instant());
        RunLogWriter log = logs.open(key);
        log.follow(file, file.resolveSibling("none"));
        log.finish().join();
        log.close();
      }
    }
  }

  private void write(Path file, int first) throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(file, StandardCharsets.US_ASCII)) {
      for (int line = first; line < first + lines / FILES; line++) {
        out.write(line(line));
        out.write('\n');
      }
    }
  }

  private String line(int number) {
    boolean rare = number % (lines / RARE_LINES) == lines / RARE_LINES / 3;
    String line = printed.line(number, rare ? ServiceLines.RARE : "");
    if (number == lines / 2) {
      someId = printed.id();
    }
    return line;
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
