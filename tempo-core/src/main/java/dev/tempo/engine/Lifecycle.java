package dev.tempo.engine;

import dev.tempo.engine.turn.EngineClosedException;
import dev.tempo.store.Store;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * How far an engine is in its life, and what it has to give back at its end: its store, and its
 * place among what the JVM does as it ends. Thread-safe.
 */
final class Lifecycle {
  private final ReentrantLock lock = new ReentrantLock();
  private final CountDownLatch terminated = new CountDownLatch(1);
  private final AtomicReference<Store.@Nullable Claim> claim = new AtomicReference<>();
  private volatile Phase phase = Phase.NEW;
  private @Nullable Thread hook;

  private enum Phase {
    NEW,
    STARTED,
    CLOSING,
    CLOSED
  }

  /**
   * Takes the store; then, if the check lets it, the engine counts as started.
   *
   * @throws IllegalStateException if the engine was started before, or another one has the store
   */
  void begin(Store store, Runnable check) {
    lock.lock();
    try {
      if (phase != Phase.NEW) {
        throw new IllegalStateException("This Tempo was started before");
      }
      claim.set(store.claim());
      try {
        check.run();
        phase = Phase.STARTED;
      } finally {
        if (phase == Phase.NEW) {
          release();
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** Whether it is to be ended, by whoever asks first; and if so, whether it was ever started. */
  Ending end() {
    lock.lock();
    try {
      Ending ending =
          switch (phase) {
            case NEW -> Ending.UNSTARTED;
            case STARTED -> Ending.STARTED;
            case CLOSING, CLOSED -> Ending.BY_ANOTHER;
          };
      phase = phase == Phase.CLOSED ? phase : Phase.CLOSING;
      return ending;
    } finally {
      lock.unlock();
    }
  }

  /** What whoever ends an engine has to do. */
  enum Ending {
    /** Release what was made. */
    UNSTARTED,
    /** Stop what runs, too. */
    STARTED,
    /** Wait for another one who does it. */
    BY_ANOTHER
  }

  /** All is done. */
  void ended() {
    phase = Phase.CLOSED;
    removeHook();
    terminated.countDown();
  }

  /** Gives the store back; to be called once nothing more is written. */
  void release() {
    Store.Claim held = claim.getAndSet(null);
    if (held != null) {
      held.close();
    }
  }

  boolean isStarted() {
    return phase == Phase.STARTED;
  }

  void checkOpen() {
    if (phase == Phase.NEW) {
      throw new IllegalStateException("This Tempo was not started; call start() first");
    }
    if (phase != Phase.STARTED) {
      throw new EngineClosedException();
    }
  }

  void awaitEnd() throws InterruptedException {
    terminated.await();
  }

  boolean awaitEnd(Duration timeout) throws InterruptedException {
    return terminated.await(timeout.toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * Does this when the JVM ends, if the engine has not ended by then; once, however often asked.
   */
  void onExit(Runnable close) {
    lock.lock();
    try {
      if (hook == null && phase != Phase.CLOSED) {
        hook = Thread.ofPlatform().name("tempo-shutdown").unstarted(close);
        Runtime.getRuntime().addShutdownHook(hook);
      }
    } finally {
      lock.unlock();
    }
  }

  private void removeHook() {
    lock.lock();
    try {
      if (hook != null) {
        Runtime.getRuntime().removeShutdownHook(hook);
        hook = null;
      }
    } catch (IllegalStateException e) {
      hook = null; // the JVM ends already
    } finally {
      lock.unlock();
    }
  }
}
