package dev.tempo.engine.work;

import dev.tempo.RunProgress;
import dev.tempo.engine.event.EventBus;
import dev.tempo.event.Event;
import dev.tempo.log.LogLine;
import dev.tempo.time.TimeSource;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Tells how far a run is, but not each time that its handler says so: a loop of a million steps may
 * report each of them. Whoever listens is told some times a second; the log gets a line for a new
 * percentage, once a second at most, so about a hundred in all. The last word is always told.
 * Thread-safe.
 */
final class ProgressReporter {
  private static final long EVENT_NANOS = Duration.ofMillis(200).toNanos();
  private static final long LINE_NANOS = Duration.ofSeconds(1).toNanos();

  private final UUID runId;
  private final TimeSource time;
  private final EventBus events;
  private final LazyLog log;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable RunProgress untold;
  private boolean told;
  private long toldNanos;
  private boolean written;
  private long writtenNanos;
  private int writtenPercent;
  private boolean finished;

  ProgressReporter(UUID runId, TimeSource time, EventBus events, LazyLog log) {
    this.runId = runId;
    this.time = time;
    this.events = events;
    this.log = log;
  }

  void report(RunProgress progress) {
    lock.lock();
    try {
      if (finished) {
        return;
      }
      long now = time.nanoTime();
      untold = progress;
      boolean complete = progress.percent().orElse(0) == 100;
      if (!told || complete || now - toldNanos >= EVENT_NANOS) {
        tell(progress, now);
      }
      if (!written || complete || now - writtenNanos >= LINE_NANOS) {
        write(progress, now);
      }
    } finally {
      lock.unlock();
    }
  }

  /** The handler has ended: what it said last, if that was passed over, is told. */
  void finish() {
    lock.lock();
    try {
      finished = true;
      RunProgress last = untold;
      if (last != null) {
        tell(last, toldNanos);
        write(last, writtenNanos);
      }
    } finally {
      lock.unlock();
    }
  }

  private void tell(RunProgress progress, long now) {
    untold = null;
    told = true;
    toldNanos = now;
    if (events.hasSubscribers()) {
      events.publish(new Event.RunProgressed(time.nowMillis(), runId, progress));
    }
  }

  private void write(RunProgress progress, long now) {
    if (progress.percent().isEmpty()) {
      return;
    }
    int percent = progress.percent().getAsInt();
    if (written && percent == writtenPercent) {
      return;
    }
    written = true;
    writtenNanos = now;
    writtenPercent = percent;
    String what = progress.text().isEmpty() ? "" : "::" + progress.text();
    log.write(LogLine.Stream.STDOUT, "::progress " + percent + what);
  }
}
