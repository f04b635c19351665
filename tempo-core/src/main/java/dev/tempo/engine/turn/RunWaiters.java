package dev.tempo.engine.turn;

import dev.tempo.Run;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Completes the futures of callers that wait for the end of a run. Thread-safe. */
public final class RunWaiters {
  private final Map<UUID, List<CompletableFuture<Run>>> waiting = new ConcurrentHashMap<>();

  /** Completes a future once a run has ended. */
  public void add(UUID runId, CompletableFuture<Run> future) {
    waiting.merge(
        runId, List.of(future), (all, more) -> Stream.concat(all.stream(), more.stream()).toList());
  }

  /** Nobody waits for a run that is not there. */
  public void forget(UUID runId) {
    waiting.remove(runId);
  }

  /** For which runs somebody waits. */
  public Set<UUID> awaited() {
    return Set.copyOf(waiting.keySet());
  }

  /** Tells them; to be called once the end is durable. */
  public void ended(Run run) {
    if (waiting.isEmpty()) {
      return;
    }
    List<CompletableFuture<Run>> futures = waiting.remove(run.id());
    if (futures != null) {
      futures.forEach(future -> future.complete(run));
    }
  }

  /** Nobody will ever know. */
  public void close(RuntimeException why) {
    for (UUID runId : awaited()) {
      List<CompletableFuture<Run>> futures = waiting.remove(runId);
      if (futures != null) {
        futures.forEach(future -> future.completeExceptionally(why));
      }
    }
  }
}
