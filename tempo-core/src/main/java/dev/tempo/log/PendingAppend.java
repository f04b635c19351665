package dev.tempo.log;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Holds the one append of a run that may be in progress. Since there is but one, a failed append
 * can simply be tried again with all that has gathered since. Its outcome is put aside until
 * someone who holds the run's lock takes it: the store's thread must never wait for a run. Guarded
 * by that lock, but for the outcome's arrival.
 */
final class PendingAppend {

  private static final long RETRY_AFTER_NANOS = 500_000_000L;

  /**
   * How an append went.
   *
   * @param error empty when it is stored
   */
  record Outcome(LogAppendStore.Append append, Optional<Throwable> error) {}

  private final LogAppendStore sink;
  private boolean taken;
  private volatile Outcome outcome;
  private LogStorageException failure;
  private long retryAtNanos;

  PendingAppend(LogAppendStore sink) {
    this.sink = sink;
  }

  /** Whether an append may start: none is under way, and the last has not failed just now. */
  boolean isFree() {
    return !taken && (failure == null || System.nanoTime() - retryAtNanos >= 0);
  }

  /** Whether the last append failed, and it is time to try again. */
  boolean isRetryDue() {
    return failure != null && isFree();
  }

  /** Why the last append failed; empty once one has not. */
  Optional<LogStorageException> failure() {
    return Optional.ofNullable(failure);
  }

  /**
   * Starts an append.
   *
   * @param arrived run on any thread when there is an outcome to take
   */
  void start(LogAppendStore.Append append, Runnable arrived) {
    taken = true;
    CompletableFuture<Void> stored;
    try {
      stored = sink.append(append);
    } catch (RuntimeException e) {
      stored = CompletableFuture.failedFuture(e);
    }
    stored.whenComplete(
        (done, error) -> {
          outcome = new Outcome(append, Optional.ofNullable(error));
          arrived.run();
        });
  }

  /** The outcome of the append that was under way, once. */
  Optional<Outcome> take() {
    Outcome arrived = outcome;
    if (arrived != null) {
      outcome = null;
      taken = false;
      failure = null;
    }
    return Optional.ofNullable(arrived);
  }

  /** The append that was taken has failed; the next waits a little. */
  void failed(LogStorageException reason) {
    failure = reason;
    retryAtNanos = System.nanoTime() + RETRY_AFTER_NANOS;
  }
}
