package dev.tempo.server.nodes;

import dev.tempo.Nodes;
import dev.tempo.Run;
import dev.tempo.internal.collection.BoundedMap;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * On which node runs are under way or were, by the node's name. A run stays on its node, so what
 * was found is kept. Thread-safe.
 */
public final class RunNodes {
  private static final int MOST = 10_000;

  private final Supplier<Nodes> nodes;
  private final ReentrantLock lock = new ReentrantLock();
  private final BoundedMap<UUID, String> known = BoundedMap.byAccess(MOST);

  /** Over what the engine knows; nothing is looked up where a server is alone. */
  public RunNodes(Supplier<Nodes> nodes) {
    this.nodes = nodes;
  }

  /** Where runs are or were; those that have not started, or ran where a server was alone, not. */
  public Map<UUID, String> of(Collection<Run> runs) {
    Nodes all = nodes.get();
    if (!all.isShared()) {
      return Map.of();
    }
    List<UUID> started =
        runs.stream().filter(run -> run.startedAt().isPresent()).map(Run::id).toList();
    Map<UUID, String> found = recall(started);
    List<UUID> unknown = started.stream().filter(id -> !found.containsKey(id)).toList();
    if (!unknown.isEmpty()) {
      Map<UUID, String> read = all.namesOfRuns(unknown);
      found.putAll(read);
      keep(read);
    }
    return found;
  }

  /** Where a run is or was; empty if it has not started, or ran where a server was alone. */
  public Optional<String> of(Run run) {
    return Optional.ofNullable(of(List.of(run)).get(run.id()));
  }

  private Map<UUID, String> recall(List<UUID> ids) {
    lock.lock();
    try {
      Map<UUID, String> found = new HashMap<>();
      for (UUID id : ids) {
        Optional.ofNullable(known.get(id)).ifPresent(name -> found.put(id, name));
      }
      return found;
    } finally {
      lock.unlock();
    }
  }

  private void keep(Map<UUID, String> read) {
    lock.lock();
    try {
      known.putAll(read);
    } finally {
      lock.unlock();
    }
  }
}
