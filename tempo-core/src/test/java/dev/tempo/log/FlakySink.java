package dev.tempo.log;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** A sink before another one, that can be told to fail or to hold back. */
final class FlakySink implements LogAppendStore {

  private final LogAppendStore sink;
  final AtomicInteger attempts = new AtomicInteger();
  final AtomicInteger tails = new AtomicInteger();
  volatile RuntimeException failure;
  volatile RuntimeException tailFailure;
  volatile boolean throwsAtOnce;
  volatile CompletableFuture<Void> gate = CompletableFuture.completedFuture(null);

  FlakySink(LogAppendStore sink) {
    this.sink = sink;
  }

  @Override
  public CompletableFuture<Void> append(Append append) {
    attempts.incrementAndGet();
    RuntimeException present = failure;
    if (present == null) {
      return gate.thenCompose(open -> sink.append(append));
    }
    if (throwsAtOnce) {
      throw present;
    }
    return CompletableFuture.failedFuture(present);
  }

  @Override
  public Optional<Tail> tail(UUID runId) {
    tails.incrementAndGet();
    RuntimeException present = tailFailure;
    if (present != null) {
      throw present;
    }
    return sink.tail(runId);
  }

  @Override
  public List<LogLine> read(UUID runId, long fromLine, int limit) {
    return sink.read(runId, fromLine, limit);
  }
}
