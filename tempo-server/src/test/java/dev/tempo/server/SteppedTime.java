package dev.tempo.server;

import dev.tempo.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;

/** The machine's clock, which a test may put forward. Thread-safe. */
public final class SteppedTime implements TimeSource {
  private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);

  /** Puts the clock forward. */
  public void step(Duration by) {
    ahead.updateAndGet(current -> current.plus(by));
  }

  @Override
  public Instant instant() {
    return TimeSource.system().instant().plus(ahead.get());
  }

  @Override
  public long nanoTime() {
    return TimeSource.system().nanoTime() + ahead.get().toNanos();
  }
}
