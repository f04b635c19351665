package dev.tempo;

import dev.tempo.value.TimeBounds;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * A run that was asked for; it is durable. Thread-safe.
 *
 * {@snippet file="dev/tempo/snippets/JobSnippetsTest.java" region="run"}
 */
public final class RunHandle {
  private final Run run;
  private final Supplier<CompletableFuture<Run>> end;

  RunHandle(Run run, Supplier<CompletableFuture<Run>> end) {
    this.run = Objects.requireNonNull(run, "run");
    this.end = end;
  }

  /** The run's id. */
  public UUID id() {
    return run.id();
  }

  /** The run as it was when it was asked for. */
  public Run run() {
    return run;
  }

  /**
   * Waits for the run's end. A run that is retried ends with its own attempt; the next attempt is a
   * run of its own.
   *
   * @return the run with a final status
   * @throws IllegalStateException if it has not ended within this time, or Tempo was closed; the
   *     run itself is not touched
   * @throws IllegalArgumentException if the time is negative or longer than 36,525 days
   */
  public Run await(Duration timeout) {
    TimeBounds.span("await", timeout);
    try {
      return end.get().get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new IllegalStateException(
          "The run " + id() + " of '" + run.jobName() + "' has not ended within " + timeout, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting for the run " + id(), e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause
          ? cause
          : new IllegalStateException(e.getCause());
    }
  }

  /**
   * The run's end, once it comes. It is completed by the engine's own thread, so what depends on it
   * must not block: nothing starts meanwhile. Use the {@code …Async} methods for what takes time.
   */
  public CompletableFuture<Run> completion() {
    return end.get();
  }
}
