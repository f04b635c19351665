package dev.tempo.benchmarks.punctual;

import dev.tempo.benchmarks.report.Samples;
import dev.tempo.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;

/**
 * Notes every fire of a stretch of time: how late it was, and whether there was exactly one for
 * each instant. Thread-safe.
 */
final class Watch {
  /** What is not there so long after the end has been missed. */
  private static final Duration LONGEST_LATENESS = Duration.ofSeconds(20);

  /** For so long triggers fire before they are watched. */
  private static final Duration WARM_UP = Duration.ofSeconds(3);

  private final Load load;
  private final Instant first;
  private final Instant begin;
  private final AtomicIntegerArray fires;
  private final AtomicLongArray lateNanos;

  /**
   * A watch of triggers that fire first some time from now.
   *
   * @param lead how long it takes to make all triggers and start, amply
   */
  Watch(Load load, Duration lead) {
    this.load = load;
    this.first =
        Instant.ofEpochSecond(TimeSource.system().instant().plus(lead).getEpochSecond() + 1);
    this.begin = first.plus(WARM_UP);
    this.fires = new AtomicIntegerArray(load.fires());
    this.lateNanos = new AtomicLongArray(load.fires());
  }

  /** When the first trigger fires, which is some time before fires are watched. */
  Instant first() {
    return first;
  }

  /** How many fires there are until the watch ends. */
  int allFires() {
    return load.fires() + (int) WARM_UP.dividedBy(load.step());
  }

  /** Notes a fire; to be called when the work begins. */
  void fired(Instant nominal) {
    Duration late = Duration.between(nominal, TimeSource.system().instant());
    long slot = Duration.between(begin, nominal).dividedBy(load.step());
    if (!nominal.isBefore(begin) && slot < load.fires()) {
      fires.incrementAndGet((int) slot);
      lateNanos.set((int) slot, late.toNanos());
    }
  }

  /** Everything is made and started. */
  void ready() {
    if (TimeSource.system().instant().isAfter(first)) {
      throw new IllegalStateException("It took too long to make " + load);
    }
  }

  /** Waits for the end. */
  Lateness await() {
    Instant end = begin.plusSeconds(load.seconds());
    Instant last = end.plus(LONGEST_LATENESS);
    while (TimeSource.system().instant().isBefore(end)
        || TimeSource.system().instant().isBefore(last) && missed() > 0) {
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
    return lateness();
  }

  private Lateness lateness() {
    Samples late = new Samples();
    int early = 0;
    int again = 0;
    for (int slot = 0; slot < load.fires(); slot++) {
      if (fires.get(slot) > 0) {
        late.add(lateNanos.get(slot) / 1e6);
        early += lateNanos.get(slot) < 0 ? 1 : 0;
        again += fires.get(slot) - 1;
      }
    }
    return new Lateness(late, early, missed(), again);
  }

  private int missed() {
    int missed = 0;
    for (int slot = 0; slot < load.fires(); slot++) {
      missed += fires.get(slot) == 0 ? 1 : 0;
    }
    return missed;
  }
}
