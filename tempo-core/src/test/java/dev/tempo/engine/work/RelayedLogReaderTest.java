package dev.tempo.engine.work;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.Run;
import dev.tempo.log.LogLine;
import dev.tempo.log.LogReader;
import dev.tempo.log.RunLogInfo;
import dev.tempo.log.RunLogService;
import dev.tempo.log.RunLogWriter;
import dev.tempo.store.StoreException;
import dev.tempo.store.cluster.LineRelay;
import dev.tempo.store.memory.MemoryLogStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A log that is written on one node, and read on another that shares its store. */
@Timeout(60)
class RelayedLogReaderTest {
  private static final Duration LONG = Duration.ofSeconds(20);

  private final RunLogInfo key =
      new RunLogInfo(UUID.randomUUID(), UUID.randomUUID(), Optional.of("ann"), Instant.EPOCH);
  private final MemoryLogStore store = new MemoryLogStore();
  private final PassedLines relay = new PassedLines();
  private final RunLogService there =
      RunLogService.builder(store, InstantSource.system()).relay(relay::append).build();
  private final RunLogService here = RunLogService.builder(store, InstantSource.system()).build();
  private final CompletableFuture<Run> end = new CompletableFuture<>();

  @AfterEach
  void close() {
    there.close();
    here.close();
    store.close();
  }

  private LogReader reader(long afterLine) {
    return new RelayedLogReader(
        new RelayedLogReader.Sources(here, relay), key.runId(), afterLine, end);
  }

  private static void write(RunLogWriter log, int from, int to) {
    IntStream.rangeClosed(from, to).forEach(n -> log.write(LogLine.Stream.STDOUT, "line " + n));
  }

  private static List<Long> read(LogReader reader, int count) throws InterruptedException {
    List<Long> numbers = new ArrayList<>();
    while (numbers.size() < count) {
      LogReader.Batch batch = reader.next(LONG);
      assertThat(batch.ended()).isFalse();
      batch.lines().forEach(line -> numbers.add(line.number()));
    }
    return numbers;
  }

  private static List<Long> numbers(int from, int to) {
    return IntStream.rangeClosed(from, to).mapToObj(n -> (long) n).toList();
  }

  @Test
  void linesThatAreStoredAndThoseThatAreNot_comeOnce_toTheEndOfTheRun() throws Exception {
    RunLogWriter log = there.open(key);
    write(log, 1, 3);
    try (LogReader reader = reader(0)) {
      assertThat(read(reader, 3)).isEqualTo(numbers(1, 3));
      write(log, 4, 2_500);
      assertThat(read(reader, 2_497)).isEqualTo(numbers(4, 2_500));
      assertThat(reader.position()).isEqualTo(2_500);
      assertThat(reader.next(Duration.ZERO).lines()).isEmpty();
      write(log, 2_501, 2_502);
      log.finish().get(LONG.toSeconds(), TimeUnit.SECONDS);
      log.close();
      end.complete(null);
      assertThat(read(reader, 2)).isEqualTo(numbers(2_501, 2_502));
      assertThat(reader.next(LONG).ended()).isTrue();
    }
    assertThat(relay.watches).isEmpty();
  }

  @Test
  void linesThatWereNotPassedOn_comeFromTheStore() throws Exception {
    relay.drops = lines -> lines.getFirst().number() % 3 == 0;
    RunLogWriter log = there.open(key);
    try (LogReader reader = reader(2)) {
      write(log, 1, 50);
      assertThat(read(reader, 48)).isEqualTo(numbers(3, 50));
    }
  }

  @Test
  void runThatBeginsHere_isReadHere() throws Exception {
    try (LogReader reader = reader(0)) {
      assertThat(reader.next(Duration.ZERO).ended()).isFalse();
      assertThat(relay.watches).hasSize(1);
      RunLogWriter log = here.open(key);
      write(log, 1, 5);
      assertThat(read(reader, 5)).isEqualTo(numbers(1, 5));
      assertThat(relay.watches).isEmpty();
      log.finish().get(LONG.toSeconds(), TimeUnit.SECONDS);
      log.close();
      assertThat(reader.next(LONG).ended()).isTrue();
    }
  }

  @Test
  void readerThatIsClosed_waitsNoMore() throws Exception {
    LogReader reader = reader(0);
    CountDownLatch waits = new CountDownLatch(1);
    CompletableFuture<LogReader.Batch> given =
        CompletableFuture.supplyAsync(
            () -> {
              waits.countDown();
              try {
                return reader.next(Duration.ofHours(1));
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    assertThat(waits.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
    reader.close();
    assertThat(given.get(LONG.toSeconds(), TimeUnit.SECONDS).ended()).isTrue();
    assertThat(relay.watches).isEmpty();
  }

  @Test
  void relayThatFails_costsTime_andNoLine() throws Exception {
    relay.fails = true;
    RunLogWriter log = there.open(key);
    write(log, 1, 3);
    log.finish().get(LONG.toSeconds(), TimeUnit.SECONDS);
    log.close();
    try (LogReader reader = reader(0)) {
      assertThat(reader.next(Duration.ZERO).lines()).hasSize(3);
      assertThat(reader.next(Duration.ZERO).lines()).isEmpty();
      end.complete(null);
      assertThat(reader.next(LONG).ended()).isTrue();
    }
  }

  @Test
  void readerThatIsClosedAsItBeginsToWatch_watchesNothing() throws Exception {
    LogReader reader = reader(0);
    relay.onWatch = reader::close;
    assertThat(reader.next(Duration.ZERO).lines()).isEmpty();
    assertThat(relay.watches).isEmpty();
    assertThat(reader.next(LONG).ended()).isTrue();
  }

  @Test
  void readerThatIsClosedAsTheStoreIsRead_holdsNothingOpen() throws Exception {
    RunLogWriter log = there.open(key);
    write(log, 1, 3);
    log.finish().get(LONG.toSeconds(), TimeUnit.SECONDS);
    log.close();
    LogReader reader = reader(0);
    relay.onAfter = reader::close; // asked before the store is
    reader.next(Duration.ZERO);
    assertThat(relay.watches).isEmpty();
    assertThat(reader.next(LONG).ended()).isTrue();
  }

  /** Passes lines on at once, and keeps them. */
  private static final class PassedLines implements LineRelay {
    private final List<LogLine> kept = new ArrayList<>();
    private final List<Runnable> watches = new ArrayList<>();
    private Predicate<List<LogLine>> drops = lines -> false;
    private boolean fails;
    private Runnable onWatch = () -> {};
    private Runnable onAfter = () -> {};

    @Override
    public synchronized Watch watch(UUID runId, Runnable onLines) {
      check();
      onWatch.run();
      watches.add(onLines);
      return () -> end(onLines);
    }

    private void check() {
      if (fails) {
        throw new StoreException("cut off");
      }
    }

    private synchronized void end(Runnable onLines) {
      watches.remove(onLines);
    }

    @Override
    public void serve(Consumer<UUID> onWatched) {}

    @Override
    public synchronized boolean isWatched(UUID runId) {
      return !watches.isEmpty();
    }

    @Override
    public synchronized void append(UUID runId, List<LogLine> lines) {
      if (isWatched(runId) && !drops.test(lines)) {
        kept.addAll(lines);
        watches.forEach(Runnable::run);
      }
    }

    @Override
    public synchronized List<LogLine> after(UUID runId, long line, int limit) {
      check();
      onAfter.run();
      return kept.stream().filter(each -> each.number() > line).limit(limit).toList();
    }
  }
}
