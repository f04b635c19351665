package dev.tempo.engine.work;

import dev.tempo.log.LogAppendStore;
import dev.tempo.log.LogLine;
import dev.tempo.log.LogStorageException;
import dev.tempo.process.DiskReserve;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/**
 * Keeps lines only while the disk has room for more than them. What is refused is tried again by
 * whoever has the lines, as with a disk that is full. Thread-safe.
 */
final class ReservedSink implements LogAppendStore {
  private final LogAppendStore sink;
  private final DiskReserve reserve;

  ReservedSink(LogAppendStore sink, DiskReserve reserve) {
    this.sink = sink;
    this.reserve = reserve;
  }

  @Override
  public CompletableFuture<Void> append(Append append) {
    Optional<String> shortage = append.chunks().isEmpty() ? Optional.empty() : reserve.shortage();
    return shortage.isEmpty()
        ? sink.append(append)
        : CompletableFuture.failedFuture(
            new LogStorageException(LogStorageException.Reason.FULL, shortage.get()));
  }

  @Override
  public Optional<Tail> tail(UUID runId) {
    return sink.tail(runId);
  }

  @Override
  public List<LogLine> read(UUID runId, long fromLine, int limit) {
    return sink.read(runId, fromLine, limit);
  }
}
