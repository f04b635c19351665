package dev.tempo;

import dev.tempo.schedule.FollowCondition;
import dev.tempo.value.TimeBounds;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A run that was asked for; it is durable. Thread-safe.
 *
 * {@snippet file="dev/tempo/snippets/JobSnippetsTest.java" region="run"}
 */
public final class RunHandle {
  private final Run run;
  private final boolean isNew;
  private final Ends ends;
  private volatile @Nullable CompletableFuture<Run> end;

  /**
   * Where ends are learnt from.
   *
   * @param of the end of a run
   * @param nextAttempt the next attempt after a run that has ended; empty if it was the last
   * @param find a run as it is stored
   * @param results what runs have handed over
   * @param followers asks for what follows
   */
  record Ends(
      Function<UUID, CompletableFuture<Run>> of,
      Function<Run, Optional<UUID>> nextAttempt,
      Function<UUID, Optional<Run>> find,
      Results results,
      Followers followers) {}

  /** Asks for a run after the end of another. */
  @FunctionalInterface
  interface Followers {
    RunHandle runAfter(UUID runId, FollowCondition condition, RunSubmission next);
  }

  /** Reads results. */
  @FunctionalInterface
  interface Results {
    <T> Optional<T> of(UUID runId, Class<T> type);
  }

  RunHandle(Run run, boolean isNew, Ends ends) {
    this.run = Objects.requireNonNull(run, "run");
    this.isNew = isNew;
    this.ends = ends;
  }

  /** The run's id. */
  public UUID id() {
    return run.id();
  }

  /**
   * Whether the request has made a run of its own. If not, another one stands for it: one into
   * which it was folded by the overlap policy of the job, or one that was asked for before with the
   * same {@linkplain Uniqueness unique key}.
   */
  public boolean isNew() {
    return isNew;
  }

  /**
   * Runs another job once this run has succeeded, its retries included; see {@code
   * Scheduler.runAfter}.
   *
   * @return the run that follows, after which another may come
   * @throws NotFoundException if there is no such job
   * @throws JobDisabledException if it is disabled
   */
  public RunHandle then(UUID jobId) {
    return then(FollowCondition.ON_SUCCESS, new RunSubmission(jobId, RunOptions.DEFAULT));
  }

  /**
   * Runs another job once this run has ended so, its retries included; see {@code
   * Scheduler.runAfter}.
   *
   * @return the run that follows, after which another may come
   * @throws NotFoundException if there is no such job
   * @throws JobDisabledException if it is disabled
   * @throws IllegalArgumentException if the options name an instant, a unique key or a text to try
   *     out, or are for a service
   */
  public RunHandle then(FollowCondition condition, RunSubmission next) {
    return ends.followers().runAfter(id(), condition, next);
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
    return await(id(), completion(), timeout);
  }

  /**
   * Waits for the end of the run's last attempt: of the run itself, or of the retry after which
   * there is none.
   *
   * @return the last attempt with its final status
   * @throws IllegalStateException if it has not ended within this time, or Tempo was closed; the
   *     run itself is not touched
   * @throws IllegalArgumentException if the time is negative or longer than 36,525 days
   */
  public Run awaitLast(Duration timeout) {
    TimeBounds.span("await", timeout);
    long until = System.nanoTime() + timeout.toNanos();
    Run last = await(timeout);
    Optional<UUID> next = ends.nextAttempt().apply(last);
    while (next.isPresent()) {
      Duration left = Duration.ofNanos(Math.max(0, until - System.nanoTime()));
      last = await(next.get(), ends.of().apply(next.get()), left);
      next = ends.nextAttempt().apply(last);
    }
    return last;
  }

  private Run await(UUID id, CompletableFuture<Run> ended, Duration timeout) {
    try {
      return ended.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new IllegalStateException(
          "The run " + id + " of '" + run.jobName() + "' has not ended within " + timeout, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting for the run " + id, e);
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
    CompletableFuture<Run> known = end;
    if (known == null) {
      known = ends.of().apply(id());
      end = known;
    }
    return known;
  }

  /**
   * What the run has handed over; see {@link Scheduler#result}.
   *
   * @return empty if there is nothing, or the run has not ended
   * @throws IllegalArgumentException if it is not of this type
   */
  public <T> Optional<T> result(Class<T> type) {
    return ends.results().of(id(), Objects.requireNonNull(type, "type"));
  }

  /** The run with its final status, if it has ended. */
  Optional<Run> endedRun() {
    CompletableFuture<Run> known = end;
    return known != null && known.isDone() && !known.isCompletedExceptionally()
        ? Optional.of(known.join())
        : ends.find().apply(id()).filter(stored -> stored.status().isFinal());
  }
}
