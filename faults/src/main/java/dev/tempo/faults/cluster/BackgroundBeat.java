package dev.tempo.faults.cluster;

import dev.tempo.store.StoreException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;

/** Beats of which nobody learns what became of them. Thread-safe. */
final class BackgroundBeat {
  private final AtomicBoolean isBusy = new AtomicBoolean();
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().factory());

  /** Sends one, unless the one before is still under way. */
  void send(Runnable beat) {
    if (isBusy.compareAndSet(false, true)) {
      thread.execute(() -> sendNow(beat));
    }
  }

  private void sendNow(Runnable beat) {
    try {
      beat.run();
    } catch (StoreException e) {
      // nobody is to learn of it
    } finally {
      isBusy.set(false);
    }
  }
}
