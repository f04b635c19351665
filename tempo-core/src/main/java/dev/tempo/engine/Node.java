package dev.tempo.engine;

import dev.tempo.Nodes;
import dev.tempo.Run;
import dev.tempo.engine.queue.QueueCatalog;
import dev.tempo.engine.state.ActiveRun;
import dev.tempo.engine.turn.Turn;
import dev.tempo.store.cluster.ClusterStore;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;

/** What an engine is on its store: alone, or one of several. Thread-safe. */
interface Node {
  /** Whether it is one of several. */
  boolean isShared();

  /** Which it is. */
  UUID id();

  /** All that share its store. */
  List<Nodes.NodeInfo> list();

  /** What nodes share; empty where a store is one engine's. */
  Optional<ClusterStore> shared();

  /** Whether anybody decides, as far as this node knows. */
  boolean isLed();

  /** Whether firing and starting are stopped, whoever decides. */
  default boolean isPaused() {
    return decider()
        .map(now -> now.parts().queues().isSuspended())
        .orElseGet(() -> shared().map(Handover::of).orElse(Handover.NONE).paused());
  }

  /** Runs that are under way, on whichever node, however many are queued. */
  default List<Run> underWay() {
    return decider()
        .map(now -> now.parts().active().all().stream().map(ActiveRun::run).toList())
        .orElseGet(() -> shared().map(Node::underWay).orElse(List.of()));
  }

  private static List<Run> underWay(ClusterStore cluster) {
    return cluster.runningCounts().keySet().stream()
        .flatMap(incarnation -> cluster.assigned(incarnation).stream())
        .toList();
  }

  /** Where runs are or were, by the names of nodes. */
  Map<UUID, String> namesOfRuns(Collection<UUID> runIds);

  /** Gives a node no more work, or work again; false if there is none of this id. */
  boolean drain(UUID nodeId, boolean drain);

  /** Why it takes no part among the nodes; empty if it does. */
  Optional<String> problem();

  /** What decides, if this node does. */
  Optional<Decider> decider();

  /**
   * Begins.
   *
   * @param afterRestore whether what is unfinished in the store is ended, and not taken up
   */
  void start(boolean afterRestore);

  /** Whether it has the threads that it needs. */
  boolean isAlive();

  /** Makes turns by hand until there is nothing to do now. */
  void runUntilIdle();

  /** How long until there is something to do; at most so long. */
  Duration untilNext(Duration limit);

  /** Whether the work of some run is done on this thread. */
  boolean isOn(Thread thread);

  /** Asks whoever decides; the answer comes once what it changed is durable. */
  <T> void ask(Request<T> request, CompletableFuture<T> answer);

  /** Does this on the loop, each time that this node begins to decide. */
  void whileDeciding(BiConsumer<EngineComponents, Turn> action);

  /** Does this after a while, whoever decides. */
  void later(Duration delay, Runnable action);

  /** How queues are set up. */
  QueueCatalog queueCatalog();

  /** Tells that runs were deleted. */
  void tellDeleted(List<UUID> runIds);

  /** Ends what runs as the policy says, and everything else. */
  void close();
}
