package dev.tempo.log;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Buffers the newest lines of one active run for its live readers. Thread-safe; the writer never
 * waits for a reader.
 *
 * <p>Lines come in immutable segments, one for each batch the writer read. A reader is no more than
 * a line number: it takes the lines behind that number, so that a reader that stands still holds
 * nothing in memory. The ring keeps every line that is not stored yet, and, while it has readers,
 * as many older ones as its size allows. Hence a line that is asked for and older than the ring is
 * always in the store; that is how a reader gets each line exactly once, from one or the other.
 */
final class LineRingBuffer {

  /** Roughly what a line takes in memory beside its text. */
  private static final int LINE_OVERHEAD_BYTES = 96;

  private static final int MAX_LINES_AT_ONCE = 4096;
  private static final int MAX_BYTES_AT_ONCE = 64 * 1024;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ArrayDeque<Segment> segments = new ArrayDeque<>();
  private final long maxBytes;
  private long bytes;
  private long last;
  private long saved;
  private int readers;
  private boolean closed;
  private @Nullable LogLine open; // null if there is none to show
  private long openVersion;

  LineRingBuffer(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  private record Segment(List<LogLine> lines, long bytes) {

    static Segment of(List<LogLine> lines) {
      long bytes = 0;
      for (LogLine line : lines) {
        bytes += line.text().length() + LINE_OVERHEAD_BYTES;
      }
      return new Segment(List.copyOf(lines), bytes);
    }

    long first() {
      return lines.getFirst().number();
    }

    long last() {
      return lines.getLast().number();
    }
  }

  /** What a reader found. */
  enum State {
    LINES,
    OPEN,
    NOTHING,
    BEHIND,
    ENDED
  }

  /**
   * What a reader found.
   *
   * @param oldest when it is behind the ring: the number of a line the ring still has; of an open
   *     line, which state of it this is
   */
  record Found(State state, List<LogLine> lines, long oldest) {

    static Found of(State state) {
      return new Found(state, List.of(), 0);
    }
  }

  /** Begins behind a line that an earlier process stored. */
  void startAfter(long line) {
    lock.lock();
    try {
      last = line;
      saved = line;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  boolean hasReaders() {
    lock.lock();
    try {
      return readers > 0;
    } finally {
      lock.unlock();
    }
  }

  /** Shows a line that has not ended, with the number behind the last, to who has all others. */
  void open(Optional<LogLine> line) {
    lock.lock();
    try {
      LogLine next = line.orElse(null);
      boolean same =
          next == null
              || open != null
                  && open.number() == next.number()
                  && open.stream() == next.stream()
                  && open.text().equals(next.text());
      if (!same) {
        openVersion++;
        changed.signalAll();
      }
      open = same && next != null ? open : next;
    } finally {
      lock.unlock();
    }
  }

  private boolean hasOpen(long position, long seen) {
    return open != null && openVersion > seen && open.number() == position + 1;
  }

  void append(List<LogLine> lines) {
    if (lines.isEmpty()) {
      return;
    }
    lock.lock();
    try {
      open = null;
      last = lines.getLast().number();
      if (readers > 0) {
        add(lines);
        trim();
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  private void add(List<LogLine> lines) {
    Segment segment = Segment.of(lines);
    segments.addLast(segment);
    bytes += segment.bytes();
  }

  /** Tells that the store has everything up to a line. */
  void saved(long line) {
    lock.lock();
    try {
      saved = Math.max(saved, line);
      trim();
    } finally {
      lock.unlock();
    }
  }

  private void trim() {
    while (bytes > maxBytes && !segments.isEmpty() && segments.getFirst().last() <= saved) {
      bytes -= segments.removeFirst().bytes();
    }
  }

  void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Serves one more reader. Not to be called while another thread appends.
   *
   * @param unsaved gives the lines that are not stored yet, consecutive to the last; asked for the
   *     first reader only
   */
  void addReader(Supplier<List<List<LogLine>>> unsaved) {
    lock.lock();
    try {
      if (readers++ == 0) {
        unsaved.get().forEach(this::add);
        trim();
      }
    } finally {
      lock.unlock();
    }
  }

  void removeReader() {
    lock.lock();
    try {
      if (--readers == 0) {
        segments.clear();
        bytes = 0;
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * The lines behind a number; waits for the first as long as {@code nanos} says.
   *
   * @param seen the last state of an open line that the reader was given
   */
  Found after(long position, long seen, long nanos, BooleanSupplier givenUp)
      throws InterruptedException {
    long left = nanos;
    lock.lockInterruptibly();
    try {
      while (last <= position
          && !hasOpen(position, seen)
          && !closed
          && !givenUp.getAsBoolean()
          && left > 0) {
        left = changed.awaitNanos(left);
      }
      if (last > position) {
        return collect(position);
      }
      if (!closed && hasOpen(position, seen)) {
        return new Found(State.OPEN, List.of(open), openVersion);
      }
      return Found.of(closed ? State.ENDED : State.NOTHING);
    } finally {
      lock.unlock();
    }
  }

  private Found collect(long position) {
    ArrayDeque<Segment> behind = new ArrayDeque<>();
    Iterator<Segment> newestFirst = segments.descendingIterator();
    while (newestFirst.hasNext()) {
      Segment segment = newestFirst.next();
      if (segment.last() <= position) {
        break;
      }
      behind.addFirst(segment);
    }
    if (behind.isEmpty() || behind.getFirst().first() > position + 1) {
      return new Found(State.BEHIND, List.of(), behind.isEmpty() ? last + 1 : middle(behind));
    }
    return new Found(State.LINES, firstOf(behind, position), 0);
  }

  /**
   * Where a reader that was too slow goes on: far enough from the ring's end not to fall out at
   * once.
   */
  private static long middle(ArrayDeque<Segment> kept) {
    long half = kept.getFirst().first() / 2 + kept.getLast().first() / 2;
    for (Segment segment : kept) {
      if (segment.first() >= half) {
        return segment.first();
      }
    }
    return kept.getLast().first();
  }

  private static List<LogLine> firstOf(ArrayDeque<Segment> behind, long position) {
    List<LogLine> lines = new ArrayList<>();
    long size = 0;
    for (Segment segment : behind) {
      int skip = (int) Math.max(0, position + 1 - segment.first());
      lines.addAll(segment.lines().subList(skip, segment.lines().size()));
      size += segment.bytes();
      if (lines.size() >= MAX_LINES_AT_ONCE || size >= MAX_BYTES_AT_ONCE) {
        break;
      }
    }
    return lines;
  }
}
