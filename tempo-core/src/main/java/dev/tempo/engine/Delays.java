package dev.tempo.engine;

import dev.tempo.engine.turn.DurationFormat;
import dev.tempo.time.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.locks.ReentrantLock;

/** Does things after a while, whoever leads. Thread-safe. */
final class Delays {
  private final TimeSource time;
  private final Runnable wake;
  private final ReentrantLock lock = new ReentrantLock();
  private final PriorityQueue<Delayed> waiting = new PriorityQueue<>();

  private record Delayed(long dueNanos, Runnable action) implements Comparable<Delayed> {
    @Override
    public int compareTo(Delayed other) {
      return Long.compare(dueNanos - other.dueNanos, 0);
    }
  }

  /** None so far; {@code wake} has it ticked. */
  Delays(TimeSource time, Runnable wake) {
    this.time = time;
    this.wake = wake;
  }

  void after(Duration delay, Runnable action) {
    lock.lock();
    try {
      waiting.add(new Delayed(time.nanoTime() + DurationFormat.nanos(delay), action));
    } finally {
      lock.unlock();
    }
    wake.run();
  }

  /** Does what is due; how long until the next. */
  long tick() {
    due().forEach(Runnable::run);
    lock.lock();
    try {
      return waiting.isEmpty()
          ? Duration.ofHours(1).toNanos()
          : Math.max(0, waiting.peek().dueNanos() - time.nanoTime());
    } finally {
      lock.unlock();
    }
  }

  private List<Runnable> due() {
    List<Runnable> due = new ArrayList<>();
    lock.lock();
    try {
      while (!waiting.isEmpty() && waiting.peek().dueNanos() - time.nanoTime() <= 0) {
        due.add(waiting.remove().action());
      }
    } finally {
      lock.unlock();
    }
    return due;
  }
}
