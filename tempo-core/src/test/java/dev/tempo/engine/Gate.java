package dev.tempo.engine;

import dev.tempo.task.Handler;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A handler that stays inside until it is let out, and counts who is inside. */
final class Gate {
  private static final long LONGEST_SECONDS = 20;

  private final Semaphore out = new Semaphore(0);
  private final Semaphore entered = new Semaphore(0);
  private final AtomicInteger inside = new AtomicInteger();
  private final AtomicInteger most = new AtomicInteger();
  private final Map<Thread, Boolean> threads = new ConcurrentHashMap<>();
  private final CountDownLatch interrupted = new CountDownLatch(1);

  Handler handler() {
    return context -> {
      threads.put(Thread.currentThread(), Thread.currentThread().isVirtual());
      most.accumulateAndGet(inside.incrementAndGet(), Math::max);
      entered.release();
      try {
        if (!out.tryAcquire(LONGEST_SECONDS, TimeUnit.SECONDS)) {
          throw new IllegalStateException("Nobody let it out");
        }
      } catch (InterruptedException e) {
        interrupted.countDown();
        throw e;
      } finally {
        inside.decrementAndGet();
      }
    };
  }

  /** Waits until so many have come in. */
  void awaitEntered(int count) throws InterruptedException {
    if (!entered.tryAcquire(count, LONGEST_SECONDS, TimeUnit.SECONDS)) {
      throw new IllegalStateException("Only " + entered.availablePermits() + " came in");
    }
  }

  void letOut(int count) {
    out.release(count);
  }

  boolean wasInterrupted() throws InterruptedException {
    return interrupted.await(LONGEST_SECONDS, TimeUnit.SECONDS);
  }

  int most() {
    return most.get();
  }

  boolean allVirtual() {
    return threads.values().stream().allMatch(virtual -> virtual);
  }

  boolean noneVirtual() {
    return threads.values().stream().noneMatch(virtual -> virtual);
  }
}
