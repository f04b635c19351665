package dev.tempo.benchmarks.grow;

import dev.tempo.Tempo;
import dev.tempo.benchmarks.SavedTriggers;
import dev.tempo.store.Store;
import dev.tempo.testkit.VirtualClock;
import java.time.Duration;
import java.time.Instant;

/**
 * A Tempo with so many triggers, each of a job of its own, of which a hundred fire every 100 ms,
 * whatever their number. Its clock is moved by hand, so all it does is done at once on the thread
 * that measures: looking for what is due, firing, running a handler that does nothing, and moving
 * on.
 */
final class FiringTriggers implements AutoCloseable {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final int AT_ONCE = 100;

  private final VirtualClock clock = VirtualClock.at(START);
  private final Store store;
  private final Tempo tempo;
  private long fired;

  FiringTriggers(Store store, int triggers) {
    this.store = store;
    new SavedTriggers(
            triggers,
            Duration.ofMillis(triggers),
            number -> START.plusMillis(AT_ONCE + number / AT_ONCE * AT_ONCE))
        .in(store, "nothing");
    this.tempo =
        Tempo.builder()
            .store(store)
            .timeSource(clock)
            .handler("nothing", context -> fired++)
            .build()
            .start();
  }

  /** Lets about so many fire; what one costs, in microseconds. */
  double micros(int fires) {
    long before = fired;
    long begin = System.nanoTime();
    clock.advance(Duration.ofMillis(fires));
    long spent = System.nanoTime() - begin;
    return spent / 1e3 / (fired - before);
  }

  @Override
  public void close() {
    tempo.close();
    store.close();
  }
}
