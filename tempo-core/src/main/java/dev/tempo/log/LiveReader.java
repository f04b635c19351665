package dev.tempo.log;

import dev.tempo.value.TimeBounds;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Reads an active run's log: from the store as long as it is behind the ring, then from the ring.
 * What it gives next depends on nothing but the number of the last line it gave, so that no line
 * can come twice or be missed at the change from one to the other.
 */
final class LiveReader implements LogReader {

  /** What a reader does that was in the ring once and fell behind it. */
  enum WhenSlow {
    /** Reads what it missed from the store. */
    CATCH_UP,
    /** Is told what it missed, and goes on with newer lines. */
    SKIP
  }

  private final Portion stored;
  private final LineRingBuffer ring;
  private final WhenSlow whenSlow;
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile long position;
  private boolean live;
  private long openSeen;

  /** A reader that {@link LineRingBuffer#addReader} has announced. */
  LiveReader(
      LogAppendStore sink, UUID runId, LineRingBuffer ring, long afterLine, WhenSlow whenSlow) {
    this.stored = new Portion(sink, runId);
    this.ring = ring;
    this.position = afterLine;
    this.whenSlow = whenSlow;
  }

  @Override
  public Batch next(Duration wait) throws InterruptedException {
    long nanos = TimeBounds.span("wait", wait).toNanos();
    LineRingBuffer.Found found = ring.after(position, openSeen, nanos, closed::get);
    if (closed.get()) {
      return Batch.END;
    }
    return switch (found.state()) {
      case LINES -> {
        live = true;
        yield give(found.lines());
      }
      case OPEN -> {
        openSeen = found.oldest();
        yield new Batch(List.of(), Optional.empty(), Optional.of(found.lines().getFirst()), false);
      }
      case BEHIND -> behind(found.oldest());
      case NOTHING -> Batch.NOTHING;
      case ENDED -> Batch.END;
    };
  }

  private Batch behind(long oldest) {
    if (live && whenSlow == WhenSlow.SKIP) {
      return skipTo(oldest);
    }
    List<LogLine> lines = stored.after(position);
    return lines.isEmpty() ? skipTo(oldest) : give(lines);
  }

  private Batch give(List<LogLine> lines) {
    position = lines.getLast().number();
    return Batch.of(lines);
  }

  private Batch skipTo(long line) {
    Gap gap = new Gap(position + 1, line - 1);
    position = line - 1;
    return new Batch(List.of(), Optional.of(gap), Optional.empty(), false);
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      ring.removeReader();
    }
  }
}
