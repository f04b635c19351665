package dev.tempo.log;

import dev.tempo.value.TimeBounds;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** Reads the log of a run that is not active: what the store has, then the end. */
final class StoredReader implements LogReader {

  private final Portion stored;
  private volatile long position;
  private volatile boolean closed;

  StoredReader(LogAppendStore sink, UUID runId, long afterLine) {
    this.stored = new Portion(sink, runId);
    this.position = afterLine;
  }

  @Override
  public Batch next(Duration wait) {
    TimeBounds.span("wait", wait);
    if (closed) {
      return Batch.END;
    }
    List<LogLine> lines = stored.after(position);
    if (lines.isEmpty()) {
      return Batch.END;
    }
    position = lines.getLast().number();
    return Batch.of(lines);
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public void close() {
    closed = true;
  }
}
