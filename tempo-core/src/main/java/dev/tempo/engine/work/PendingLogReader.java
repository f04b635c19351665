package dev.tempo.engine.work;

import dev.tempo.Run;
import dev.tempo.log.LogReader;
import dev.tempo.log.RunLogService;
import dev.tempo.value.TimeBounds;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Reads the log of a run that has not logged yet: waits until its log is opened, or until it has
 * ended without one. For one thread at a time, as every reader.
 */
public final class PendingLogReader implements LogReader {
  private static final Duration LOOK_AGAIN = Duration.ofMillis(20);
  private static final Batch NOTHING =
      new Batch(List.of(), Optional.empty(), Optional.empty(), false);

  private final RunLogService logs;
  private final UUID runId;
  private final long afterLine;
  private final CompletableFuture<Run> end;
  private volatile LogReader reader;

  public PendingLogReader(
      RunLogService logs, UUID runId, long afterLine, CompletableFuture<Run> end) {
    this.logs = logs;
    this.runId = runId;
    this.afterLine = afterLine;
    this.end = end;
  }

  @Override
  public Batch next(Duration wait) throws InterruptedException {
    Duration left = TimeBounds.span("wait", wait);
    while (reader == null && !canRead()) {
      if (!left.isPositive()) {
        return NOTHING;
      }
      Duration step = left.compareTo(LOOK_AGAIN) < 0 ? left : LOOK_AGAIN;
      awaitEnd(step);
      left = left.minus(step);
    }
    if (reader == null) {
      reader = logs.read(runId, afterLine);
    }
    return reader.next(left);
  }

  @Override
  public long position() {
    LogReader opened = reader;
    return opened == null ? afterLine : opened.position();
  }

  @Override
  public void close() {
    LogReader opened = reader;
    if (opened != null) {
      opened.close();
    } else {
      end.cancel(false);
    }
  }

  private boolean canRead() {
    return end.isDone() || logs.active(runId).isPresent();
  }

  private void awaitEnd(Duration timeout) throws InterruptedException {
    try {
      end.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException | ExecutionException goOn) {
      // canRead() tells
    }
  }
}
