package dev.tempo.server;

import dev.tempo.time.TimeSource;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.TemporalAdjusters;
import java.util.concurrent.atomic.AtomicReference;

/** The machine's clock, which a test may put forward. Thread-safe. */
public final class SteppedTime implements TimeSource {
  private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);

  /** Puts the clock forward. */
  public void step(Duration by) {
    ahead.updateAndGet(current -> current.plus(by));
  }

  /**
   * Puts the clock forward to the next noon of that day of the week, in UTC, so that a test of days
   * or weeks shows the same at whichever hour it runs.
   */
  public void stepToNoonOf(DayOfWeek day) {
    ZonedDateTime now = instant().atZone(ZoneOffset.UTC);
    ZonedDateTime noon = now.with(TemporalAdjusters.nextOrSame(day)).with(LocalTime.NOON);
    step(Duration.between(now, noon.isBefore(now) ? noon.plusWeeks(1) : noon));
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
