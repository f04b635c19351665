package dev.tempo.engine.cluster;

import dev.tempo.engine.turn.ExceptionText;
import dev.tempo.time.TimeSource;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does something again and again, and at once when it is woken: on a thread of its own, or, where
 * time is moved by hand, whenever it is asked. Waking is thread-safe.
 */
public final class Ticker {
  private static final Logger LOG = LoggerFactory.getLogger(Ticker.class);
  private static final long AFTER_FAILURE_NANOS = Duration.ofSeconds(1).toNanos();

  private final String name;
  private final TimeSource time;
  private final LongSupplier work;
  private final AtomicBoolean woken = new AtomicBoolean(true);
  private volatile @Nullable Thread thread;
  private volatile boolean closed;
  private long dueNanos;

  /**
   * One that does nothing yet.
   *
   * @param work is done; returns how many nanoseconds later it is to be done again
   */
  public Ticker(String name, TimeSource time, LongSupplier work) {
    this.name = name;
    this.time = time;
    this.work = work;
  }

  /** Has it done soon. */
  public void wake() {
    if (!woken.getAndSet(true)) {
      LockSupport.unpark(thread);
    }
  }

  /** Gives it a thread of its own, which may keep the virtual machine alive. */
  public void start(boolean daemon) {
    thread =
        Thread.ofPlatform()
            .name(name)
            .daemon(daemon)
            .inheritInheritableThreadLocals(false)
            .unstarted(this::run);
    thread.start();
  }

  private void run() {
    while (!closed) {
      if (!tickIfDue()) {
        LockSupport.parkNanos(this, dueNanos - time.nanoTime());
        Thread.interrupted(); // or it would never park again
      }
    }
  }

  /** Whether it has a thread that lives. */
  public boolean isAlive() {
    Thread running = thread;
    return running != null && running.isAlive();
  }

  /** Does it if it is due, or was woken; whether it did. */
  public boolean tickIfDue() {
    boolean isDue = woken.getAndSet(false) || dueNanos - time.nanoTime() <= 0;
    if (isDue && !closed) {
      long wait;
      try {
        wait = work.getAsLong();
      } catch (RuntimeException | Error e) {
        LOG.error("{} failed; it goes on", name, ExceptionText.loggable(e));
        wait = AFTER_FAILURE_NANOS;
      }
      dueNanos = time.nanoTime() + Math.min(wait, Duration.ofDays(1).toNanos());
    }
    return isDue && !closed;
  }

  /** How long until it is due; at most so long. */
  public Duration untilNext(Duration limit) {
    if (closed) {
      return limit;
    }
    Duration left = Duration.ofNanos(Math.max(0, dueNanos - time.nanoTime()));
    return woken.get() ? Duration.ZERO : left.compareTo(limit) < 0 ? left : limit;
  }

  /** Does it no more; waits a moment for what is being done, unless by this very thread. */
  public void close(Duration patience) {
    closed = true;
    Thread running = thread;
    LockSupport.unpark(running);
    if (running != null && running != Thread.currentThread()) {
      try {
        running.join(patience);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
