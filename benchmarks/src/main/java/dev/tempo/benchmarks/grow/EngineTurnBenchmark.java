package dev.tempo.benchmarks.grow;

import dev.tempo.Tempo;
import dev.tempo.benchmarks.BenchmarkSettings;
import dev.tempo.benchmarks.SavedTriggers;
import dev.tempo.benchmarks.Scratch;
import dev.tempo.store.Store;
import dev.tempo.store.memory.MemoryStore;
import dev.tempo.store.sqlite.SqliteStore;
import dev.tempo.testkit.VirtualClock;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
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

/**
 * One second of an engine in which so many triggers are due at once, each of a job of its own: what
 * is due is found, fired, run by a handler that does nothing, ended and moved on. Its clock is
 * moved by hand, so that all of it happens on the thread that measures.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 2, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@State(Scope.Thread)
public class EngineTurnBenchmark {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration PERIOD = Duration.ofSeconds(1);

  /** How many triggers are due. */
  @Param({"1", "100", "10000"})
  public int due;

  /** Where they are stored. */
  @Param({"memory", "sqlite"})
  public String store;

  private final VirtualClock clock = VirtualClock.at(START);
  private Scratch scratch;
  private Store open;
  private Tempo tempo;
  private long fired;

  /** Saves them, and starts the engine. */
  @Setup
  public void start() throws IOException {
    scratch = Scratch.in(BenchmarkSettings.onDisk());
    open = store.equals("memory") ? new MemoryStore() : SqliteStore.open(scratch.path());
    new SavedTriggers(due, PERIOD, number -> START.plus(PERIOD)).in(open, "nothing");
    tempo =
        Tempo.builder()
            .store(open)
            .timeSource(clock)
            .handler("nothing", ignored -> fired++)
            .build()
            .start();
  }

  /** Closes it. */
  @TearDown
  public void close() {
    tempo.close();
    open.close();
    scratch.close();
  }

  /** A second passes. */
  @Benchmark
  public long turn() {
    long before = fired;
    clock.advance(PERIOD);
    if (fired - before != due) {
      throw new IllegalStateException(fired - before + " fired, not " + due);
    }
    return fired;
  }
}
