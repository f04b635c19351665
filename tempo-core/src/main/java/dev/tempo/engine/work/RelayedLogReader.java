package dev.tempo.engine.work;

import dev.tempo.Run;
import dev.tempo.engine.turn.ExceptionText;
import dev.tempo.log.LogLine;
import dev.tempo.log.LogReader;
import dev.tempo.log.RunLogService;
import dev.tempo.store.StoreException;
import dev.tempo.store.cluster.LineRelay;
import dev.tempo.value.TimeBounds;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the log of a run that any node may execute: what the store has, then what the node that
 * writes it passes on before it is stored. If that turns out to be this node, its own log is read.
 * What comes next depends on nothing but the number of the last line that was given, so that no
 * line comes twice or is missed, whichever of them has it. For one thread at a time, as every
 * reader.
 */
public final class RelayedLogReader implements LogReader {
  private static final Logger LOG = LoggerFactory.getLogger(RelayedLogReader.class);
  private static final Duration LOOK_HERE = Duration.ofMillis(20);
  private static final long LOOK_NANOS = Duration.ofSeconds(1).toNanos();
  private static final long GAP_NANOS = Duration.ofMillis(100).toNanos();
  private static final int PORTION = 1_000;
  private static final Batch NOTHING =
      new Batch(List.of(), Optional.empty(), Optional.empty(), false);
  private static final Batch END = new Batch(List.of(), Optional.empty(), Optional.empty(), true);

  private final Sources sources;
  private final UUID runId;
  private final CompletableFuture<Run> end;
  private final Semaphore changed = new Semaphore(0);
  private volatile long position;
  private volatile boolean closed;
  private LineRelay.@Nullable Watch watch;
  private @Nullable LogReader here;
  private @Nullable LogReader stored;
  private boolean looksAtRelay = true;
  private boolean hasGap;
  private long lookedNanos;

  /**
   * Where lines are.
   *
   * @param logs those of this node, and the store's
   * @param relay those of other nodes that are not stored yet
   */
  public record Sources(RunLogService logs, LineRelay relay) {}

  /** One that goes on behind a line, to the end of the run. */
  public RelayedLogReader(Sources sources, UUID runId, long afterLine, CompletableFuture<Run> end) {
    this.sources = sources;
    this.runId = runId;
    this.position = afterLine;
    this.end = end;
    this.lookedNanos = System.nanoTime() - LOOK_NANOS;
    end.whenComplete((run, failure) -> changed.release());
  }

  @Override
  public Batch next(Duration wait) throws InterruptedException {
    long until = System.nanoTime() + TimeBounds.span("wait", wait).toNanos();
    while (!closed) {
      long left = Math.max(0, until - System.nanoTime());
      if (isHere()) {
        Batch batch = here().next(Duration.ofNanos(left));
        position = here().position();
        return batch;
      }
      Batch batch = elsewhere();
      if (batch != NOTHING || left == 0) {
        return batch;
      }
      if (changed.tryAcquire(Math.min(left, LOOK_HERE.toNanos()), TimeUnit.NANOSECONDS)) {
        changed.drainPermits();
        looksAtRelay = true;
      }
    }
    return END;
  }

  private boolean isHere() {
    return here != null || sources.logs().active(runId).isPresent();
  }

  private LogReader here() {
    LogReader opened = here;
    if (opened == null) {
      endWatch();
      setStored(null);
      opened = sources.logs().read(runId, position);
      setHere(opened);
    }
    return opened;
  }

  private synchronized void setHere(LogReader opened) {
    here = opened;
    if (closed) {
      opened.close();
    }
  }

  /** The one before is closed, and so is this one if it comes too late. */
  private synchronized void setStored(@Nullable LogReader opened) {
    if (stored != null && stored != opened) {
      stored.close();
    }
    stored = opened;
    if (closed && opened != null) {
      opened.close();
    }
  }

  private Batch elsewhere() throws InterruptedException {
    beginWatch();
    boolean hasEnded = end.isDone(); // before the store is read, which has all of it then
    List<LogLine> lines = stored == null && looksAtRelay ? relayed() : List.of();
    if (!lines.isEmpty()) {
      return give(lines);
    }
    long pause = hasGap ? GAP_NANOS : LOOK_NANOS;
    if (stored == null && !hasEnded && System.nanoTime() - lookedNanos < pause) {
      return NOTHING;
    }
    lines = stored();
    if (!lines.isEmpty()) {
      return give(lines);
    }
    return hasEnded ? END : NOTHING;
  }

  private Batch give(List<LogLine> lines) {
    position = lines.getLast().number();
    return new Batch(lines, Optional.empty(), Optional.empty(), false);
  }

  /** Those that follow the last one that was given; if some are missing, the store has them. */
  private List<LogLine> relayed() {
    looksAtRelay = false;
    List<LogLine> found;
    try {
      found = sources.relay().after(runId, position, PORTION);
    } catch (StoreException e) {
      LOG.debug("What is passed on of run {} cannot be read: {}", runId, ExceptionText.message(e));
      return List.of();
    }
    int count = 0;
    while (count < found.size() && found.get(count).number() == position + 1 + count) {
      count++;
    }
    hasGap = count < found.size();
    looksAtRelay = count > 0;
    return List.copyOf(found.subList(0, count));
  }

  private List<LogLine> stored() throws InterruptedException {
    lookedNanos = System.nanoTime();
    boolean wasOpen = stored != null;
    if (!wasOpen) {
      setStored(sources.logs().read(runId, position));
    }
    List<LogLine> lines = stored.next(Duration.ZERO).lines();
    if (lines.isEmpty()) {
      setStored(null);
      looksAtRelay |= wasOpen;
    } else {
      hasGap = false;
    }
    return lines;
  }

  private void beginWatch() {
    if (watch != null) {
      return;
    }
    try {
      LineRelay.Watch begun = sources.relay().watch(runId, changed::release);
      synchronized (this) {
        watch = begun;
        if (!closed) {
          return;
        }
      }
      begun.close();
    } catch (StoreException e) {
      LOG.debug("Run {} cannot be watched: {}", runId, ExceptionText.message(e));
    }
  }

  private void endWatch() {
    LineRelay.Watch begun;
    synchronized (this) {
      begun = watch;
      watch = null;
    }
    if (begun != null) {
      begun.close();
    }
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      if (here != null) {
        here.close();
      }
      if (stored != null) {
        stored.close();
      }
    }
    changed.release();
    end.cancel(false);
    endWatch();
  }
}
