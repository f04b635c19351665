package dev.tempo.log;

import dev.tempo.store.memory.MemoryLogStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * The newest lines of a run, given to its readers: a batch of a hundred lines to each of them, on
 * the writer's own thread, and to readers that wait, each on a virtual thread. It stands in the
 * log's package, as nobody else may touch the ring.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@State(Scope.Thread)
public class LiveRingBenchmark {
  private static final int LINES = 100;
  private static final long RING_BYTES = 1024 * 1024;
  private static final Instant TIME = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /** How many read. */
  @Param({"1", "10", "100"})
  public int readers;

  private final UUID runId = UUID.randomUUID();
  private final MemoryLogStore store = new MemoryLogStore();
  private final String text = "x".repeat(100);
  private LineRingBuffer ring;
  private List<LiveReader> reading;
  private long last;

  /** Announces the readers. */
  @Setup
  public void open() {
    ring = new LineRingBuffer(RING_BYTES);
    reading = new ArrayList<>();
    for (int i = 0; i < readers; i++) {
      ring.addReader(List::of);
      reading.add(new LiveReader(store, runId, ring, 0, LiveReader.WhenSlow.CATCH_UP));
    }
  }

  /** Lets the readers go. */
  @TearDown
  public void close() {
    reading.forEach(LiveReader::close);
    store.close();
  }

  /** A batch is written, and each reader takes it, one after the other. */
  @Benchmark
  public void given(Blackhole taken) throws InterruptedException {
    write();
    for (LiveReader reader : reading) {
      taken.consume(reader.next(Duration.ZERO));
    }
  }

  /** Readers wait; a batch is written, and all have taken it. */
  @Benchmark
  public void woken() throws InterruptedException {
    CountDownLatch taken = new CountDownLatch(readers);
    for (LiveReader reader : reading) {
      Thread.startVirtualThread(() -> take(reader, taken));
    }
    write();
    taken.await();
  }

  private static void take(LiveReader reader, CountDownLatch taken) {
    try {
      if (!reader.next(PATIENCE).lines().isEmpty()) {
        taken.countDown();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void write() {
    List<LogLine> lines = new ArrayList<>(LINES);
    for (int i = 0; i < LINES; i++) {
      lines.add(new LogLine(++last, TIME, LogLine.Stream.STDOUT, text, Set.of()));
    }
    ring.append(lines);
    ring.saved(last);
  }
}
