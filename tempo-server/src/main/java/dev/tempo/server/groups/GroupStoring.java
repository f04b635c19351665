package dev.tempo.server.groups;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * Stores what looks at groups have found, while others are being looked at: some scripts at a time,
 * one time after the other, on a thread of its own; few scripts at the end, on that of whoever
 * looks. For one thread, for one look at groups.
 */
final class GroupStoring implements AutoCloseable {
  private final int atOnce;
  private final Consumer<List<GroupSync.Seen>> store;
  private final List<Future<?>> begun = new ArrayList<>();
  private List<GroupSync.Seen> waiting = new ArrayList<>();
  private int wishes;
  private Optional<ExecutorService> thread = Optional.empty();

  /**
   * One.
   *
   * @param atOnce so many scripts are stored beside the look
   * @param store stores them
   */
  GroupStoring(int atOnce, Consumer<List<GroupSync.Seen>> store) {
    this.atOnce = atOnce;
    this.store = store;
  }

  /** Stores what was found in a group, now or later. */
  void add(GroupSync.Seen seen) {
    waiting.add(seen);
    wishes += seen.wishes().size();
    if (wishes >= atOnce) {
      List<GroupSync.Seen> some = waiting;
      waiting = new ArrayList<>();
      wishes = 0;
      begun.add(thread().submit(() -> store.accept(some)));
    }
  }

  private ExecutorService thread() {
    ExecutorService known =
        thread.orElseGet(
            () ->
                Executors.newSingleThreadExecutor(
                    Thread.ofPlatform().daemon().name("tempo-groups-store").factory()));
    thread = Optional.of(known);
    return known;
  }

  /**
   * Stores the rest, and waits until all is stored.
   *
   * @throws RuntimeException the first that storing failed with
   */
  void finish() {
    for (Future<?> one : begun) {
      try {
        one.get();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("The server is being stopped", e);
      } catch (ExecutionException e) {
        throw e.getCause() instanceof RuntimeException cause
            ? cause
            : new IllegalStateException("Groups could not be stored", e.getCause());
      }
    }
    store.accept(waiting);
  }

  @Override
  public void close() {
    thread.ifPresent(ExecutorService::shutdown);
  }
}
