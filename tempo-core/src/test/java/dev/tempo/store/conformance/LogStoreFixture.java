package dev.tempo.store.conformance;

import dev.tempo.log.LogLine.Stream;
import dev.tempo.log.LogSummary;
import dev.tempo.log.RunLogInfo;
import dev.tempo.log.RunLogService;
import dev.tempo.log.RunLogWriter;
import dev.tempo.store.LogQuery;
import dev.tempo.store.LogStore;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A log store under test, with logs that tests write to it. */
abstract class LogStoreFixture {

  /** When the tests' clock starts. */
  protected static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

  /** A directory of the test's own. */
  @TempDir protected Path directory;

  final AtomicReference<Instant> now = new AtomicReference<>(START);
  LogStore store;
  RunLogService logs;

  /** Opens an empty store; the suite closes it. */
  protected abstract LogStore open();

  /** The store under test. */
  protected final LogStore store() {
    return store;
  }

  @BeforeEach
  final void openStore() {
    store = open();
    logs = RunLogService.builder(store, now::get).build();
  }

  @AfterEach
  final void closeStore() {
    logs.close();
    store.close();
  }

  static RunLogInfo key() {
    return key(UUID.randomUUID(), Optional.empty());
  }

  static RunLogInfo labelled(String label) {
    return new RunLogInfo(
        UUID.randomUUID(), UUID.randomUUID(), Optional.empty(), START, Optional.of(label));
  }

  static RunLogInfo key(UUID jobId, Optional<String> starter) {
    return new RunLogInfo(UUID.randomUUID(), jobId, starter, START);
  }

  static LogSummary finish(RunLogWriter log) throws Exception {
    return log.finish().get(30, TimeUnit.SECONDS);
  }

  RunLogInfo run(String... lines) throws Exception {
    return run(key(), lines);
  }

  RunLogInfo run(RunLogInfo key, String... lines) throws Exception {
    RunLogWriter log = logs.open(key);
    for (String line : lines) {
      log.write(Stream.STDOUT, line);
    }
    finish(log);
    log.close();
    return key;
  }

  List<String> found(LogQuery.Builder query) {
    return store.search(query.build()).hits().stream().map(hit -> hit.line().text()).toList();
  }
}
