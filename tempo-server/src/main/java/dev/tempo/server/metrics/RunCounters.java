package dev.tempo.server.metrics;

import dev.tempo.RunStatus;
import dev.tempo.Tempo;
import dev.tempo.event.Event;
import dev.tempo.event.Subscription;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/** Counts the runs that have ended since the start, without what was tried out. Thread-safe. */
public final class RunCounters implements AutoCloseable {
  private final AtomicLongArray ended = new AtomicLongArray(RunStatus.values().length);
  private final LongAdder millis = new LongAdder();
  private final Subscription events;

  /** Over an engine, from now on. */
  public RunCounters(Tempo tempo) {
    this.events = tempo.onEvent(this::count);
  }

  @Override
  public void close() {
    events.close();
  }

  long ended(RunStatus status) {
    return ended.get(status.ordinal());
  }

  Duration time() {
    return Duration.ofMillis(millis.sum());
  }

  private void count(Event event) {
    if (event instanceof Event.RunFinished finished && finished.run().isRegular()) {
      ended.incrementAndGet(finished.run().status().ordinal());
      finished.run().duration().ifPresent(took -> millis.add(took.toMillis()));
    }
  }
}
