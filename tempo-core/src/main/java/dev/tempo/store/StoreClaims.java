package dev.tempo.store;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Which stores of this JVM an engine has. A store that nobody holds any more is forgotten, closed
 * or not. Thread-safe.
 */
final class StoreClaims {
  private static final ReentrantLock LOCK = new ReentrantLock();
  private static final List<WeakReference<Store>> TAKEN = new ArrayList<>();

  private StoreClaims() {}

  /** Takes a store, if nobody has it. */
  static Store.Claim take(Store store) {
    LOCK.lock();
    try {
      TAKEN.removeIf(one -> one.get() == null);
      if (TAKEN.stream().anyMatch(one -> one.get() == store)) {
        throw new IllegalStateException(
            "Another Tempo that was started and is not closed has this store. One store has one"
                + " engine: close the other one first, or open a store of its own for each");
      }
      WeakReference<Store> mine = new WeakReference<>(store);
      TAKEN.add(mine);
      AtomicBoolean held = new AtomicBoolean(true);
      return () -> {
        if (held.compareAndSet(true, false)) {
          release(mine);
        }
      };
    } finally {
      LOCK.unlock();
    }
  }

  private static void release(WeakReference<Store> one) {
    LOCK.lock();
    try {
      TAKEN.remove(one);
    } finally {
      LOCK.unlock();
    }
  }
}
