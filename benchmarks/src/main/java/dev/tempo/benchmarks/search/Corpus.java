package dev.tempo.benchmarks.search;

import dev.tempo.log.RunLog;
import dev.tempo.log.RunLogKey;
import dev.tempo.log.RunLogs;
import dev.tempo.store.LogStore;
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
 * Lines as services print them, in a file for each run: some 110 bytes, with words, numbers, an
 * address and an id that no other line has. Ten lines have a word that no other has.
 */
final class Corpus {
  /** Stands in ten lines, evenly spread. */
  static final String RARE = "unrecoverable";

  /** Stands in no line. */
  static final String ABSENT = "segmentation fault";

  /** Stands in most lines. */
  static final String COMMON = "status=200";

  static final int RARE_LINES = 10;

  private static final int FILES = 20;
  private static final List<String> VERBS =
      List.of("fetched", "stored", "rendered", "queued", "indexed", "sent", "checked", "merged");
  private static final List<String> NOUNS =
      List.of("invoice", "basket", "profile", "picture", "report", "message", "index", "order");

  private final SplittableRandom random = new SplittableRandom(2026);
  private final List<Path> files = new ArrayList<>();
  private final int lines;
  private String someId = "";

  /** Writes so many lines into files in a directory. */
  Corpus(Path directory, int lines) throws IOException {
    this.lines = lines;
    for (int file = 0; file < FILES; file++) {
      files.add(directory.resolve(String.format(Locale.ROOT, "run-%02d.txt", file)));
      write(files.getLast(), file * (lines / FILES));
    }
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
    try (RunLogs logs = RunLogs.builder(store, InstantSource.system()).build()) {
      for (Path file : files) {
        RunLogKey key =
            new RunLogKey(
                UUID.randomUUID(),
                UUID.randomUUID(),
                Optional.empty(),
                InstantSource.system().instant());
        RunLog log = logs.open(key);
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
    String id = Long.toHexString(random.nextLong());
    if (number == lines / 2) {
      someId = id;
    }
    boolean rare = number % (lines / RARE_LINES) == lines / RARE_LINES / 3;
    int status = random.nextInt(20) == 0 ? 503 : 200;
    return String.format(
        Locale.ROOT,
        "12:%02d:%02d.%03d %s 10.0.%d.%d %s %s %d for user-%d status=%d in %d ms trace=%s",
        number / 60_000 % 60,
        number / 1_000 % 60,
        number % 1_000,
        rare ? RARE : status == 200 ? "INFO" : "WARN",
        random.nextInt(8),
        random.nextInt(256),
        VERBS.get(random.nextInt(VERBS.size())),
        NOUNS.get(random.nextInt(NOUNS.size())),
        random.nextInt(1_000_000),
        random.nextInt(50_000),
        status,
        random.nextInt(900),
        id);
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
