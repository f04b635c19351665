package dev.tempo.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempo.log.LogLine.Stream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StorageFailureTest {

  private static final LogStorageException FULL =
      new LogStorageException(LogStorageException.Reason.FULL, "no room is left");

  private static final LogStorageException AWAY =
      new LogStorageException(LogStorageException.Reason.UNREACHABLE, "it is away");

  @TempDir Path directory;
  private LogFixture fixture;
  private FlakySink sink;
  private RunLogService logs;
  private final RunLogInfo key = LogFixture.key();

  @BeforeEach
  void open() {
    fixture = new LogFixture(directory);
    sink = new FlakySink(fixture.store);
    logs =
        fixture.logs(
            RunLogService.builder(sink, fixture.clock).closeTimeout(Duration.ofMillis(300)));
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void failedStore_isToldAndFollowedFilesLoseNothing() throws Exception {
    RunLogWriter log = logs.open(key);
    log.follow(fixture.out, fixture.err);
    sink.failure = FULL;
    StringBuilder all = new StringBuilder();
    for (int i = 1; i <= 60_000; i++) {
      all.append("line number ").append(i).append(" with a little text\n");
    }
    LogFixture.append(fixture.out, all.toString());
    Await.until("the failure", () -> logs.failure().isPresent());
    assertThat(logs.failure().orElseThrow().reason()).isEqualTo(LogStorageException.Reason.FULL);
    CompletableFuture<LogSummary> end = log.finish();
    assertThatThrownBy(() -> end.get(700, TimeUnit.MILLISECONDS))
        .isInstanceOf(TimeoutException.class);
    assertThat(fixture.store.count(key.runId())).isZero();

    sink.failure = null;
    assertThat(end.get(20, TimeUnit.SECONDS).lineCount()).isEqualTo(60_000);
    assertThat(logs.failure()).isEmpty();
    assertThat(String.join("\n", fixture.texts(key)) + "\n").isEqualTo(all.toString());
  }

  @Test
  void openChunkThatFailed_isStoredLater() throws Exception {
    RunLogWriter log = logs.open(key);
    sink.failure = new IllegalStateException("broken");
    sink.throwsAtOnce = true;
    log.write(Stream.STDOUT, "a");
    Await.until("the failure", () -> logs.failure().isPresent());
    assertThat(logs.failure().orElseThrow())
        .hasMessageContaining("broken")
        .extracting(LogStorageException::reason)
        .isEqualTo(LogStorageException.Reason.OTHER);
    log.write(Stream.STDOUT, "b");
    sink.failure = null;
    Await.until("the lines", () -> fixture.store.count(key.runId()) == 2);
    LogFixture.finish(log);
    assertThat(fixture.texts(key)).containsExactly("a", "b");
  }

  @ParameterizedTest
  @EnumSource(names = {"UNREACHABLE", "LOCKED", "FULL", "OTHER"})
  void storeThatCannotBeReadAsALogBegins_isWaitedFor(LogStorageException.Reason reason)
      throws Exception {
    sink.tailFailure = new LogStorageException(reason, "says the test");
    RunLogWriter log = logs.open(key);
    CompletableFuture<Void> written =
        CompletableFuture.runAsync(() -> log.write(Stream.STDOUT, "a"));
    Await.until("two looks", () -> sink.tails.get() > 1);
    assertThat(written).isNotDone();
    sink.tailFailure = null;
    written.get(20, TimeUnit.SECONDS);
    LogFixture.finish(log);
    assertThat(fixture.texts(key)).containsExactly("a");
  }

  @ParameterizedTest
  @EnumSource(names = {"DAMAGED", "TOO_NEW", "READ_ONLY", "CLOSED"})
  void storeThatDoesNotComeBackByItself_isToldAtOnce(LogStorageException.Reason reason) {
    LogStorageException failure = new LogStorageException(reason, "says the test");
    sink.tailFailure = failure;
    RunLogWriter log = logs.open(key);
    assertThatThrownBy(() -> log.write(Stream.STDOUT, "a")).isSameAs(failure);
    assertThat(sink.tails).hasValue(1);
  }

  @Test
  void failureThatMayPass_isToldWhenItHasNotForLong() {
    LogStorageException failure =
        new LogStorageException(LogStorageException.Reason.OTHER, "says the test");
    sink.tailFailure = failure;
    try (RunLogService hasty =
        fixture.logs(
            RunLogService.builder(sink, fixture.clock).loadTimeout(Duration.ofMillis(10)))) {
      RunLogWriter log = hasty.open(key);
      assertThatThrownBy(() -> log.write(Stream.STDOUT, "a")).isSameAs(failure);
      int looks = sink.tails.get();
      assertThat(looks).isGreaterThan(1);
      assertThatThrownBy(() -> log.write(Stream.STDOUT, "b")).isSameAs(failure);
      assertThat(sink.tails).as("the time is over").hasValue(looks + 1);
    }
  }

  @Test
  void whoWaitsForTheStoreAsALogBegins_isToldThatItHasEnded_orOfTheStoreIfInterrupted()
      throws Exception {
    sink.tailFailure = AWAY;
    RunLogWriter log = logs.open(key);
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Thread interrupted = writing(log, failure);
    Await.until("a look", () -> sink.tails.get() > 0);
    interrupted.interrupt();
    interrupted.join(20_000);
    assertThat(failure.get()).isSameAs(AWAY);
    int looks = sink.tails.get();
    Thread ended = writing(log, failure);
    Await.until("another look", () -> sink.tails.get() > looks);
    assertThat(log.finish().get(20, TimeUnit.SECONDS).lineCount()).isZero();
    ended.join(20_000);
    assertThat(failure.get()).isInstanceOf(IllegalStateException.class);
  }

  private static Thread writing(RunLogWriter log, AtomicReference<Throwable> failure) {
    return Thread.ofPlatform()
        .uncaughtExceptionHandler((thread, e) -> failure.set(e))
        .start(() -> log.write(Stream.STDOUT, "a"));
  }

  @Test
  void writerWithTooMuchUnsaved_isToldWhy() throws Exception {
    RunLogWriter log = logs.open(key);
    sink.failure = FULL;
    String text = "x".repeat(10_000);
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 1000; i++) {
                log.write(Stream.STDOUT, text);
              }
            })
        .isInstanceOf(LogStorageException.class)
        .hasMessageContaining(key.runId().toString())
        .hasMessageContaining("no room is left");
    sink.failure = null;
    Await.until("recovery", () -> logs.failure().isEmpty());
    log.write(Stream.STDOUT, "again");
    long lines = LogFixture.finish(log).lineCount();
    assertThat(lines).isBetween(50L, 1000L);
    assertThat(fixture.texts(key)).hasSize((int) lines).last().isEqualTo("again");
  }

  @Test
  void slowStore_holdsTheWriterBackAndBoundsMemory() throws Exception {
    sink.gate = new CompletableFuture<>();
    RunLogWriter log = logs.open(key);
    String text = "x".repeat(10_000);
    Thread writer =
        Thread.startVirtualThread(
            () -> {
              for (int i = 0; i < 500; i++) {
                log.write(Stream.STDOUT, text);
              }
            });
    assertThat(writer.join(Duration.ofMillis(500))).isFalse();
    sink.gate.complete(null);
    assertThat(writer.join(Duration.ofSeconds(10))).isTrue();
    assertThat(LogFixture.finish(log).lineCount()).isEqualTo(500);
  }

  @Test
  void slowStore_doesNotHoldUpLiveReaders() throws Exception {
    sink.gate = new CompletableFuture<>();
    RunLogWriter log = logs.open(key);
    log.follow(fixture.out, fixture.err);
    LogFixture.append(fixture.out, "before\n");
    try (LogReader reader = logs.read(key.runId(), 0)) {
      assertThat(reader.next(Duration.ofSeconds(10)).lines()).hasSize(1);
      LogFixture.append(fixture.out, "after\n");
      assertThat(reader.next(Duration.ofSeconds(10)).lines())
          .extracting(LogLine::text)
          .containsExactly("after");
    }
    sink.gate.complete(null);
    LogFixture.finish(log);
  }

  @Test
  void closingWhileTheStoreFails_endsWaitsWithAReason() throws Exception {
    RunLogWriter log = logs.open(key);
    log.write(Stream.STDOUT, "a");
    sink.failure = FULL;
    CompletableFuture<LogSummary> end = log.finish();
    logs.close();
    assertThatThrownBy(() -> end.get(5, TimeUnit.SECONDS))
        .hasCauseInstanceOf(LogStorageException.class)
        .hasMessageContaining("closed");
    assertThat(sink.attempts.get()).isPositive();
  }
}
