package dev.tempo.server.jobs;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/**
 * What became of work that was done side by side.
 *
 * @param done what was done, in the order of the work
 * @param failure the first one in that order; empty if all was done
 */
record SideBySide<T>(List<T> done, Optional<RuntimeException> failure) {

  /** Does something to each of these, and waits until all is done; a single one on this thread. */
  static <S, T> SideBySide<T> of(List<S> work, Function<S, T> doing) {
    if (work.size() == 1) {
      try {
        return new SideBySide<>(List.of(doing.apply(work.getFirst())), Optional.empty());
      } catch (RuntimeException e) {
        return new SideBySide<>(List.of(), Optional.of(e));
      }
    }
    List<Future<T>> all;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      all = work.stream().map(one -> threads.submit(() -> doing.apply(one))).toList();
    }
    List<T> done = new ArrayList<>();
    Optional<RuntimeException> failure = Optional.empty();
    for (Future<T> one : all) {
      try {
        done.add(one.get());
      } catch (ExecutionException e) {
        failure = failure.isPresent() ? failure : Optional.of(runtime(e.getCause()));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("The server is being stopped", e);
      }
    }
    return new SideBySide<>(done, failure);
  }

  /**
   * All of it.
   *
   * @throws RuntimeException the first failure
   */
  List<T> all() {
    throwFirst();
    return done;
  }

  /**
   * Does nothing if all was done.
   *
   * @throws RuntimeException the first failure
   */
  void throwFirst() {
    if (failure.isPresent()) {
      throw failure.get();
    }
  }

  private static RuntimeException runtime(Throwable cause) {
    return cause instanceof RuntimeException runtime
        ? runtime
        : new IllegalStateException("A job could not be stored", cause);
  }
}
