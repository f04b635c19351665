package dev.tempo.engine.trigger;

import dev.tempo.engine.event.EventBus;
import dev.tempo.engine.state.JobCatalog;
import dev.tempo.engine.turn.RetryingStore;
import dev.tempo.store.TriggerState;
import dev.tempo.store.memory.MemoryStore;
import dev.tempo.testkit.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
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
import org.openjdk.jmh.annotations.Warmup;

/**
 * The heap of triggers that are due soon: the earliest is taken, and put back where it is due next,
 * among so many others. It stands in the heap's package, as nobody outside the engine may touch it.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@State(Scope.Thread)
public class NearTriggersBenchmark {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant END = START.plus(Duration.ofDays(36_500));
  private static final int MOST_AHEAD_MS = 2_000;

  /** How many are in the heap. */
  @Param({"100", "1000", "30000"})
  public int triggers;

  private final SplittableRandom random = new SplittableRandom(2026);
  private UpcomingTriggers near;

  /** Fills the heap; nothing is in the store, so that everything due at any time is in memory. */
  @Setup
  public void fill() {
    RetryingStore store =
        new RetryingStore(
            new MemoryStore(), VirtualClock.at(START), EventBus.inline(), millis -> {});
    near = new UpcomingTriggers(store, new JobCatalog(store));
    near.readOn(START);
    for (int number = 0; number < triggers; number++) {
      near.track(due(new UUID(number, number), START));
    }
  }

  /** The earliest is taken, and put back. */
  @Benchmark
  public Instant takeAndMove() {
    TriggerState due = near.pollDue(END).orElseThrow();
    near.track(due(due.triggerId(), due.next().orElseThrow().at()));
    return near.nextAt();
  }

  private TriggerState due(UUID id, Instant after) {
    Instant at = after.plusMillis(1 + random.nextInt(MOST_AHEAD_MS));
    return new TriggerState(id, id, Optional.of(new TriggerState.Due(at, at)), Optional.of(after));
  }
}
