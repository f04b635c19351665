package dev.tempo.store.jdbc;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Locks by their names, in memory: for a database that one process has to itself. Names are few and
 * are kept. Thread-safe.
 */
public final class NamedLocks {
  private final ConcurrentMap<String, ReentrantLock> locks = new ConcurrentHashMap<>();

  /** Makes locks, none of which is taken. */
  public NamedLocks() {}

  /**
   * Does something under a lock, as {@link Database#exclusively} says.
   *
   * @throws LockTimeoutException if it is not free in time, or the thread is interrupted, which it
   *     stays
   */
  public <T> T exclusively(String name, Duration timeout, Supplier<T> work) {
    ReentrantLock lock = locks.computeIfAbsent(name, any -> new ReentrantLock());
    take(lock, name, timeout);
    try {
      return work.get();
    } finally {
      lock.unlock();
    }
  }

  private static void take(ReentrantLock lock, String name, Duration timeout) {
    try {
      if (!lock.tryLock(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
        throw new LockTimeoutException(
            "The lock '" + name + "' was not free within " + timeout.toMillis() + " ms");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LockTimeoutException("The wait for the lock '" + name + "' was interrupted");
    }
  }
}
