package dev.tempo.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempo.log.LogLine.Stream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveReaderTest {

  /** With {@code -Plong} three times as many readers, of twice as many lines. */
  private static final boolean IN_FULL = Boolean.getBoolean("tempo.long");

  private static final Duration LONG = Duration.ofSeconds(20);

  @TempDir Path directory;
  private LogFixture fixture;
  private RunLogService logs;
  private RunLogWriter log;
  private final RunLogInfo key = LogFixture.key();

  @BeforeEach
  void open() {
    fixture = new LogFixture(directory);
    logs = fixture.logs(RunLogService.builder(fixture.store, fixture.clock).ringBytes(100_000));
    log = logs.open(key);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private void write(int from, int to) {
    for (int i = from; i <= to; i++) {
      log.write(Stream.STDOUT, "line " + i);
    }
  }

  private static List<Long> upTo(int last) {
    List<Long> numbers = new ArrayList<>();
    for (long i = 1; i <= last; i++) {
      numbers.add(i);
    }
    return numbers;
  }

  @Test
  void waitingReader_seesNothingThenTheLineThenTheEnd() throws Exception {
    try (LogReader reader = logs.read(key.runId(), 0)) {
      assertThat(reader.next(Duration.ZERO)).isEqualTo(LogReader.Batch.NOTHING);
      assertThat(reader.next(Duration.ofMillis(5)).ended()).isFalse();
      write(1, 2);
      assertThat(reader.next(LONG).lines()).extracting(LogLine::number).containsExactly(1L, 2L);
      assertThat(reader.position()).isEqualTo(2);
      LogFixture.finish(log);
      assertThat(reader.next(Duration.ofMillis(5)).ended()).isFalse();
      log.close();
      assertThat(reader.next(LONG).ended()).isTrue();
      assertThat(reader.next(LONG).ended()).isTrue();
    }
  }

  @Test
  void lateReader_getsEverythingFromStoreAndRing() throws Exception {
    write(1, 20_000);
    try (LogReader reader = logs.read(key.runId(), 0);
        LogReader later = logs.read(key.runId(), 15_000)) {
      write(20_001, 30_000);
      LogFixture.finish(log);
      log.close();
      assertThat(LogFixture.drain(reader)).extracting(LogLine::number).isEqualTo(upTo(30_000));
      assertThat(LogFixture.drain(later))
          .hasSize(15_000)
          .first()
          .extracting(LogLine::number)
          .isEqualTo(15_001L);
    }
  }

  @Test
  void slowReader_catchesUpFromTheStore() throws Exception {
    try (LogReader reader = logs.read(key.runId(), 0)) {
      write(1, 1);
      assertThat(reader.next(LONG).lines()).hasSize(1);
      write(2, 30_000);
      LogFixture.finish(log);
      log.close();
      assertThat(LogFixture.drain(reader)).hasSize(29_999);
    }
  }

  @Test
  void slowLiveReader_isToldWhatItMissed() throws Exception {
    try (LogReader reader = logs.readLive(key.runId(), 0)) {
      write(1, 1);
      assertThat(reader.next(LONG).lines()).hasSize(1);
      write(2, 30_000);
      LogFixture.finish(log);
      log.close();
      LogReader.Batch batch = reader.next(LONG);
      assertThat(batch.gap()).isPresent();
      LogReader.Gap gap = batch.gap().orElseThrow();
      assertThat(gap.from()).isEqualTo(2);
      assertThat(gap.to()).isBetween(20_000L, 30_000L);
      List<LogLine> rest = LogFixture.drain(reader);
      assertThat(rest.getFirst().number()).isEqualTo(gap.to() + 1);
      assertThat(rest.getLast().number()).isEqualTo(30_000);
    }
  }

  @Test
  void readerOfDeletedLines_goesOnBehindThem() throws Exception {
    write(1, 30_000);
    LogFixture.finish(log);
    try (LogReader reader = logs.read(key.runId(), 0)) {
      fixture.store.delete(List.of(key.runId()));
      LogReader.Batch batch = reader.next(LONG);
      assertThat(batch.gap()).contains(new LogReader.Gap(1, 30_000));
      log.close();
      assertThat(reader.next(LONG).ended()).isTrue();
    }
  }

  @Test
  void closedReader_ends_alsoWhileItWaits() throws Exception {
    LogReader reader = logs.read(key.runId(), 0);
    try (ExecutorService thread = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<LogReader.Batch> waiting = thread.submit(() -> reader.next(LONG));
      reader.close();
      reader.close();
      assertThat(waiting.get(10, TimeUnit.SECONDS).ended()).isTrue();
    }
    LogFixture.finish(log);
    log.close();
    LogReader stored = logs.read(key.runId(), 0);
    stored.close();
    assertThat(stored.next(LONG).ended()).isTrue();
    assertThat(stored.position()).isZero();
  }

  @Test
  void negativeLine_isRefused() {
    assertThatThrownBy(() -> logs.read(key.runId(), -1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void manyReaders_atRandomPlaces_getEachLineOnce() throws Exception {
    int last = IN_FULL ? 20_000 : 12_000;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Boolean>> readers = new ArrayList<>();
      Random random = new Random(11);
      for (int i = 0; i < (IN_FULL ? 300 : 100); i++) {
        long after = random.nextInt(i % 2 == 0 ? 1 : 10_000);
        readers.add(threads.submit(reader(after, last)));
      }
      write(1, last);
      LogFixture.finish(log);
      log.close();
      for (Future<Boolean> reader : readers) {
        assertThat(reader.get(30, TimeUnit.SECONDS)).isTrue();
      }
    }
  }

  /** Reads, and reconnects now and then with the last line it has. */
  private Callable<Boolean> reader(long after, int last) {
    return () -> {
      long expected = after + 1;
      while (expected <= last) {
        try (LogReader reader = logs.read(key.runId(), expected - 1)) {
          LogReader.Batch batch = reader.next(LONG);
          for (int i = 0; i < 20 && !batch.ended(); i++) {
            for (LogLine line : batch.lines()) {
              assertThat(line.number()).isEqualTo(expected++);
            }
            batch = reader.next(LONG);
          }
          for (LogLine line : batch.lines()) {
            assertThat(line.number()).isEqualTo(expected++);
          }
        }
      }
      return true;
    };
  }
}
