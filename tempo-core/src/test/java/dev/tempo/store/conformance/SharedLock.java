package dev.tempo.store.conformance;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** Guards all that a {@link MemoryCluster} keeps. */
final class SharedLock {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition released = lock.newCondition();

  <T> T get(Supplier<T> action) {
    lock.lock();
    try {
      return action.get();
    } finally {
      lock.unlock();
    }
  }

  void run(Runnable action) {
    get(
        () -> {
          action.run();
          return null;
        });
  }

  /** Something that is waited for may be free; with the lock held. */
  void signal() {
    released.signalAll();
  }

  /** Waits for a signal with the lock held; returns how much time is left. */
  long await(long nanos) throws InterruptedException {
    return released.awaitNanos(nanos);
  }
}
