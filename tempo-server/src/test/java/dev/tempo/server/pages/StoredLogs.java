package dev.tempo.server.pages;

import dev.tempo.log.LogAppendStore;
import dev.tempo.log.LogChunk;
import dev.tempo.log.LogLine;
import dev.tempo.log.RunLogInfo;
import dev.tempo.log.SpoolPosition;
import dev.tempo.store.LogStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongFunction;

/** Stores logs that would take long to print. */
final class StoredLogs {
  private static final Instant START = Instant.parse("2026-03-29T01:00:00Z");
  private static final int CHUNK_BYTES = 60_000;
  private static final int AT_ONCE = 64;

  private final LogStore store;
  private final RunLogInfo key;
  private final List<LogChunk> chunks = new ArrayList<>();
  private CompletableFuture<Void> stored = CompletableFuture.completedFuture(null);

  /** For a run that has ended; its log goes on after what it printed. */
  StoredLogs(LogStore store, UUID runId, UUID jobId) {
    this.store = store;
    this.key = new RunLogInfo(runId, jobId, Optional.empty(), START);
  }

  /**
   * Stores lines up to a number, a millisecond after each other; gives how many bytes they are.
   * Lines that begin with an exclamation mark are errors. For ASCII.
   */
  long upTo(long last, LongFunction<String> text) {
    List<LogLine> lines = new ArrayList<>();
    long chunkBytes = 0;
    long bytes = 0;
    for (long number = store.count(key.runId()) + 1; number <= last; number++) {
      String content = text.apply(number);
      boolean error = content.startsWith("!");
      lines.add(
          new LogLine(
              number,
              START.plusMillis(number),
              error ? LogLine.Stream.STDERR : LogLine.Stream.STDOUT,
              content,
              Set.of()));
      chunkBytes += content.length() + 1;
      bytes += content.length() + 1;
      if (chunkBytes >= CHUNK_BYTES || lines.size() == LogChunk.MAX_LINES || number == last) {
        chunks.add(LogChunk.pack(lines, true));
        lines.clear();
        chunkBytes = 0;
        flush(number == last);
      }
    }
    stored.join();
    return bytes;
  }

  private void flush(boolean last) {
    if (last || chunks.size() == AT_ONCE) {
      stored.join();
      stored = store.append(new LogAppendStore.Append(key, chunks, SpoolPosition.START, last));
      chunks.clear();
    }
  }
}
