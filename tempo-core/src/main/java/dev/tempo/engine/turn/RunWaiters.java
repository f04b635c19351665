package dev.tempo.engine.turn;

import dev.tempo.Run;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/**
 * Completes the futures of callers that wait for the end of a run. Used by the loop's thread alone.
 */
public final class RunWaiters {
  private final Map<UUID, List<CompletableFuture<Run>>> waiting = new HashMap<>();

  public void add(UUID runId, CompletableFuture<Run> future) {
    waiting.computeIfAbsent(runId, id -> new ArrayList<>(1)).add(future);
  }

  /** Tells them; to be called once the end is durable. */
  void ended(Run run) {
    List<CompletableFuture<Run>> futures = waiting.remove(run.id());
    if (futures != null) {
      futures.forEach(future -> future.complete(run));
    }
  }

  /** Nobody will ever know. */
  public void close(RuntimeException why) {
    waiting.values().forEach(all -> all.forEach(future -> future.completeExceptionally(why)));
    waiting.clear();
  }
}
