package dev.tempo.log;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Holds the lines of one run that are not stored yet: sealed chunks, and the open one to which
 * lines are added. They stay here until the store has said that it has them, so that a failed
 * attempt loses nothing. Not thread-safe.
 *
 * <p>A sealed chunk remembers the place in the spool behind its last line, because lines that were
 * read after it may not be stored together with it.
 */
final class PendingChunks {

  /**
   * An open chunk whose first line is older than this is sealed, so that searches find it by index.
   */
  private static final long SEAL_AFTER_MS = 10 * 60 * 1000L;

  /** Chunks cost the store much less in one append than one by one. */
  private static final long APPEND_BYTES = RunLogService.MAX_UNSAVED_BYTES / 2;

  private record Sealed(LogChunk chunk, SpoolPosition position) {}

  private final RunLogInfo key;
  private final PendingBytes backlog;
  private final ArrayDeque<Sealed> sealed = new ArrayDeque<>();
  private final ChunkBuilder open = new ChunkBuilder();
  private long sealedBytes;
  private boolean openDirty;
  private long dirtySinceNanos;
  private long sealedSinceNanos;

  PendingChunks(RunLogInfo key, PendingBytes backlog) {
    this.key = key;
    this.backlog = backlog;
  }

  /** Takes up a chunk that an earlier process left open. */
  void resume(LogChunk stored) {
    for (LogLine line : stored.lines()) {
      open.add(line, Utf8.encode(line.text()));
    }
  }

  void add(LogLine line, byte[] utf8, Supplier<SpoolPosition> before) {
    if (!open.isEmpty() && (!open.fits(utf8.length) || isOld(line))) {
      seal(before.get());
    }
    open.add(line, utf8);
    if (!openDirty) {
      openDirty = true;
      dirtySinceNanos = System.nanoTime();
    }
  }

  private boolean isOld(LogLine line) {
    return line.timestamp().toEpochMilli() - open.firstMs() > SEAL_AFTER_MS;
  }

  /** The lines that the store may not have yet, and some that it has. */
  List<List<LogLine>> lines() {
    List<List<LogLine>> lines = new ArrayList<>();
    sealed.forEach(each -> lines.add(each.chunk().lines()));
    if (!open.isEmpty()) {
      lines.add(open.build(false).lines());
    }
    return lines;
  }

  /** Closes the open chunk; {@code position} is the place behind its last line. */
  void seal(SpoolPosition position) {
    if (open.isEmpty()) {
      return;
    }
    LogChunk chunk = open.build(true);
    if (sealed.isEmpty()) {
      sealedSinceNanos = System.nanoTime();
    }
    sealed.addLast(new Sealed(chunk, position));
    sealedBytes += cost(chunk);
    backlog.add(cost(chunk));
    open.clear();
    openDirty = false;
  }

  private static long cost(LogChunk chunk) {
    return chunk.textBytes() + 32L * chunk.lineCount();
  }

  /** Memory held by lines that wait for the store, roughly; a full open chunk included. */
  long bytes() {
    return sealedBytes + (openDirty ? open.bytes() : 0);
  }

  boolean hasSealed() {
    return !sealed.isEmpty();
  }

  /** Whether sealed chunks have waited for so long, or are enough for one append to be worth it. */
  boolean isSealedDue(long nowNanos, long afterNanos) {
    boolean many = sealedBytes >= APPEND_BYTES || backlog.isFull();
    return !sealed.isEmpty() && (many || nowNanos - sealedSinceNanos >= afterNanos);
  }

  /** Whether lines of the open chunk have waited for so long. */
  boolean isOpenDue(long nowNanos, long afterNanos) {
    return openDirty && nowNanos - dirtySinceNanos >= afterNanos;
  }

  boolean isOpenDirty() {
    return openDirty;
  }

  /**
   * Everything that waits, for one append.
   *
   * @param now the place behind the last line of all
   */
  LogAppendStore.Append everything(SpoolPosition now, boolean last) {
    List<LogChunk> chunks = sealedChunks();
    if (openDirty) {
      chunks.add(open.build(false));
      openDirty = false;
    }
    return new LogAppendStore.Append(key, chunks, now, last);
  }

  /** The sealed chunks, at least one, for one append. */
  LogAppendStore.Append sealedOnly() {
    return new LogAppendStore.Append(key, sealedChunks(), sealed.getLast().position(), false);
  }

  private List<LogChunk> sealedChunks() {
    List<LogChunk> chunks = new ArrayList<>(sealed.size() + 1);
    sealed.forEach(each -> chunks.add(each.chunk()));
    return chunks;
  }

  /** The store has what this append holds. */
  void saved(LogAppendStore.Append append) {
    for (LogChunk chunk : append.chunks()) {
      if (chunk.sealed()) {
        sealed.removeFirst();
        sealedSinceNanos = System.nanoTime();
        sealedBytes -= cost(chunk);
        backlog.remove(cost(chunk));
      }
    }
  }

  /** The store has nothing of what this append holds; it waits again. */
  void failed(LogAppendStore.Append append) {
    if (!append.chunks().isEmpty() && !append.chunks().getLast().sealed() && !open.isEmpty()) {
      openDirty = true;
    }
  }

  /** Gives back its part of what all runs together may hold. */
  void forget() {
    backlog.remove(sealedBytes);
    sealedBytes = 0;
    sealed.clear();
  }
}
