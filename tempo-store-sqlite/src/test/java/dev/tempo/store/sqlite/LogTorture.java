package dev.tempo.store.sqlite;

import dev.tempo.log.LogLine;
import dev.tempo.log.LogReader;
import dev.tempo.log.LogSummary;
import dev.tempo.log.RunLogInfo;
import dev.tempo.log.RunLogService;
import dev.tempo.log.RunLogWriter;
import dev.tempo.store.LogStore;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Output of the worst kinds, in a JVM of its own with a small heap. Says what it measured, and ends
 * with an error when a line is not as it should be.
 */
final class LogTorture implements AutoCloseable {

  private final Path directory;
  private final LogStore store;
  private final RunLogService logs;

  private LogTorture(Path directory) {
    this.directory = directory;
    this.store = SqliteLogStore.open(directory.resolve("logs.db"));
    this.logs = RunLogService.builder(store, InstantSource.system()).build();
  }

  /** Arguments: a directory, then the scenarios, each as {@code name:megabytes}. */
  public static void main(String[] arguments) throws Exception {
    for (String scenario : Arrays.asList(arguments).subList(1, arguments.length)) {
      String[] parts = scenario.split(":");
      long bytes = Long.parseLong(parts[1]) * 1024 * 1024;
      Path directory = Files.createTempDirectory(Path.of(arguments[0]), parts[0]);
      long start = System.nanoTime();
      try (LogTorture torture = new LogTorture(directory)) {
        torture.run(parts[0], bytes);
      }
      System.out.printf("%s ok in %.1f s%n", scenario, (System.nanoTime() - start) / 1e9);
      try (var files = Files.list(directory)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private void run(String scenario, long bytes) throws Exception {
    switch (scenario) {
      case "lines" -> lines(bytes);
      case "oneline" -> oneLine(bytes);
      case "tiny" -> tinyLines(bytes);
      case "binary" -> binary(bytes);
      case "progress" -> progress(bytes);
      case "many" -> manyRuns(100, bytes);
      default -> throw new IllegalArgumentException(scenario);
    }
  }

  private static RunLogInfo key() {
    return new RunLogInfo(
        UUID.randomUUID(), UUID.randomUUID(), Optional.empty(), InstantSource.system().instant());
  }

  private static void require(boolean condition, String what) {
    if (!condition) {
      throw new AssertionError(what);
    }
  }

  private static String text(long number) {
    return "2026-03-01 line " + number + " user=" + number * 7919 % 5003 + " took " + number % 977;
  }

  private Path writeLines(String name, long bytes) throws IOException {
    Path file = directory.resolve(name);
    long written = 0;
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
      for (long i = 1; written < bytes; i++) {
        byte[] line = (text(i) + "\n").getBytes(StandardCharsets.UTF_8);
        out.write(line);
        written += line.length;
      }
    }
    return file;
  }

  private LogSummary capture(RunLogInfo key, Path out, Path err) throws Exception {
    long start = System.nanoTime();
    RunLogWriter log = logs.open(key);
    log.follow(out, err);
    LogSummary summary = log.finish().get(30, TimeUnit.MINUTES);
    log.close();
    double seconds = (System.nanoTime() - start) / 1e9;
    System.out.printf("  %,.0f lines/s stored%n", summary.lineCount() / seconds);
    return summary;
  }

  private void lines(long bytes) throws Exception {
    RunLogInfo key = key();
    LogSummary summary = capture(key, writeLines("out", bytes), directory.resolve("err"));
    require(summary.outputBytes() == Files.size(directory.resolve("out")), "bytes: " + summary);
    requireLines(key, summary.lineCount());
  }

  private void requireLines(RunLogInfo key, long count) {
    long next = 1;
    while (next <= count) {
      for (LogLine line : store.read(key.runId(), next, 2000)) {
        require(
            line.number() == next && line.text().equals(text(next)), "line " + next + ": " + line);
        next++;
      }
    }
    require(store.read(key.runId(), next, 1).isEmpty(), "more lines than counted");
  }

  /** A line without end, while another run prints now and then and is watched live. */
  private void oneLine(long bytes) throws Exception {
    Path out = directory.resolve("out");
    byte[] part = "0123456789abcdé".repeat(4096).getBytes(StandardCharsets.UTF_8);
    RunLogInfo key = key();
    RunLogWriter log = logs.open(key);
    log.follow(out, directory.resolve("err"));
    RunLogWriter quiet = logs.open(key());
    quiet.follow(directory.resolve("quiet"), directory.resolve("none"));
    long written = 0;
    long slowest = 0;
    try (LogReader reader = logs.readLive(quiet.key().runId(), 0);
        OutputStream flood = Files.newOutputStream(out);
        OutputStream drip = Files.newOutputStream(directory.resolve("quiet"))) {
      while (written < bytes) {
        for (int i = 0; i < 64 && written < bytes; i++) {
          flood.write(part);
          written += part.length;
        }
        long start = System.nanoTime();
        drip.write("still here\n".getBytes(StandardCharsets.UTF_8));
        require(reader.next(Duration.ofSeconds(30)).lines().size() == 1, "the quiet run stalls");
        slowest = Math.max(slowest, System.nanoTime() - start);
      }
    }
    LogSummary summary = log.finish().get(30, TimeUnit.MINUTES);
    quiet.finish().get(1, TimeUnit.MINUTES);
    require(
        summary.lineCount() == (written + 16383) / 16384 || summary.lineCount() > written / 16384,
        "pieces: " + summary);
    LogLine last = store.read(key.runId(), summary.lineCount(), 1).getFirst();
    require(last.continued() && last.text().endsWith("abcdé"), "last: " + last);
    System.out.printf("  another run's lines came within %d ms%n", slowest / 1_000_000);
  }

  private void tinyLines(long bytes) throws Exception {
    Path out = directory.resolve("out");
    Files.write(out, "y\n".repeat((int) bytes / 2).getBytes(StandardCharsets.US_ASCII));
    RunLogInfo key = key();
    LogSummary summary = capture(key, out, directory.resolve("err"));
    require(summary.lineCount() == bytes / 2, "lines: " + summary);
    require(store.read(key.runId(), bytes / 2, 10).size() == 1, "the last line");
  }

  private void binary(long bytes) throws Exception {
    Path out = directory.resolve("out");
    Random random = new Random(1);
    byte[] part = new byte[1 << 16];
    long lines = 0;
    try (OutputStream file = Files.newOutputStream(out)) {
      for (long written = 0; written < bytes; written += part.length) {
        random.nextBytes(part);
        file.write(part);
        for (byte b : part) {
          lines += b == '\n' ? 1 : 0;
        }
      }
    }
    LogSummary summary = capture(key(), out, directory.resolve("err"));
    require(Math.abs(summary.lineCount() - lines) <= 1, lines + " lines, but " + summary);
  }

  private void progress(long bytes) throws Exception {
    Path out = directory.resolve("out");
    byte[] state = "downloading 42%\r".repeat(4096).getBytes(StandardCharsets.US_ASCII);
    try (OutputStream file = Files.newOutputStream(out)) {
      for (long written = 0; written < bytes; written += state.length) {
        file.write(state);
      }
      file.write("done\n".getBytes(StandardCharsets.US_ASCII));
    }
    RunLogInfo key = key();
    LogSummary summary = capture(key, out, directory.resolve("err"));
    require(summary.lineCount() == 1, "lines: " + summary);
    require(store.read(key.runId(), 1, 1).getFirst().text().equals("done"), "the last state");
  }

  private void manyRuns(int count, long bytes) throws Exception {
    Path shared = writeLines("shared", bytes / count);
    List<RunLogWriter> open = new ArrayList<>();
    List<CompletableFuture<LogSummary>> ends = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      RunLogWriter log = logs.open(key());
      log.follow(shared, directory.resolve("err"));
      open.add(log);
    }
    open.forEach(log -> ends.add(log.finish()));
    for (int i = 0; i < count; i++) {
      requireLines(open.get(i).key(), ends.get(i).get(30, TimeUnit.MINUTES).lineCount());
    }
  }

  @Override
  public void close() {
    logs.close();
    store.close();
  }
}
