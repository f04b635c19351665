package dev.tempo.log;

import dev.tempo.store.memory.MemoryLogStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** A store in memory, a clock that stands still until told otherwise, and spool files. */
final class LogFixture implements AutoCloseable {

  static final Instant START = Instant.parse("2026-03-01T12:00:00.123Z");

  final MemoryLogStore store = new MemoryLogStore();
  final AtomicReference<Instant> now = new AtomicReference<>(START);
  final InstantSource clock = now::get;
  final Path out;
  final Path err;
  private final List<RunLogService> opened = new ArrayList<>();

  LogFixture(Path directory) {
    out = directory.resolve("out");
    err = directory.resolve("err");
  }

  RunLogService logs() {
    return logs(RunLogService.builder(store, clock));
  }

  RunLogService logs(RunLogService.Builder builder) {
    RunLogService logs = builder.build();
    opened.add(logs);
    return logs;
  }

  static RunLogInfo key() {
    return new RunLogInfo(UUID.randomUUID(), UUID.randomUUID(), Optional.of("ann"), START);
  }

  static void append(Path file, String text) {
    append(file, text.getBytes(StandardCharsets.UTF_8));
  }

  static void append(Path file, byte[] bytes) {
    try {
      Files.write(file, bytes, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static LogSummary finish(RunLogWriter log) throws Exception {
    return log.finish().get(60, TimeUnit.SECONDS);
  }

  List<LogLine> stored(RunLogInfo key) {
    List<LogLine> lines = new ArrayList<>();
    List<LogLine> some = store.read(key.runId(), 1, 1000);
    while (!some.isEmpty()) {
      lines.addAll(some);
      some = store.read(key.runId(), lines.size() + 1L, 1000);
    }
    return lines;
  }

  List<String> texts(RunLogInfo key) {
    return stored(key).stream().map(LogLine::text).toList();
  }

  /** Reads until the log ends. */
  static List<LogLine> drain(LogReader reader) throws InterruptedException {
    List<LogLine> lines = new ArrayList<>();
    LogReader.Batch batch = reader.next(Duration.ofSeconds(20));
    while (!batch.ended()) {
      lines.addAll(batch.lines());
      batch = reader.next(Duration.ofSeconds(20));
    }
    return lines;
  }

  @Override
  public void close() {
    opened.forEach(RunLogService::close);
    store.close();
  }
}
