package dev.tempo.server.streaming;

import dev.tempo.Run;
import dev.tempo.RunStatus;
import dev.tempo.Tempo;
import dev.tempo.event.Event;
import dev.tempo.event.Subscription;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Waits for changes of runs, by one subscription for all who wait. An event says that the store has
 * changed, and the store is what is believed. Thread-safe.
 */
public final class RunWaiter implements AutoCloseable {
  private static final Duration FOREVER = Duration.ofDays(365);

  private final ConcurrentMap<UUID, CountDownLatch> changes = new ConcurrentHashMap<>();
  private final Tempo tempo;
  private final Subscription events;

  /** Over an engine. */
  public RunWaiter(Tempo tempo) {
    this.tempo = tempo;
    this.events = tempo.onEvent(this::changed);
  }

  /**
   * Waits until a run is as wanted.
   *
   * @return the run, or empty if it is gone
   */
  Optional<Run> await(UUID runId, Predicate<RunStatus> requested) throws InterruptedException {
    return await(runId, requested, FOREVER);
  }

  /**
   * Waits until a run is as wanted, or for a while.
   *
   * @return the run as it is then, or empty if it is gone
   */
  Optional<Run> await(UUID runId, Predicate<RunStatus> requested, Duration timeout)
      throws InterruptedException {
    while (true) {
      // The latch is taken before the store is read: what changes in between opens it.
      CountDownLatch change = changes.computeIfAbsent(runId, id -> new CountDownLatch(1));
      Optional<Run> run = tempo.findRun(runId);
      if (run.isEmpty() || requested.test(run.get().status())) {
        changes.remove(runId, change);
        change.countDown(); // whoever else holds it looks again, and takes a new one
        return run;
      }
      if (!change.await(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
        return run;
      }
    }
  }

  @Override
  public void close() {
    events.close();
  }

  private void changed(Event event) {
    switch (event) {
      case Event.RunStarted started -> open(started.run().id());
      case Event.RunFinished finished -> open(finished.run().id());
      case Event.EventsMissed missed -> Set.copyOf(changes.keySet()).forEach(this::open);
      default -> {} // nobody waits for it
    }
  }

  private void open(UUID runId) {
    CountDownLatch change = changes.remove(runId);
    if (change != null) {
      change.countDown();
    }
  }
}
