package dev.tempo.engine.cluster;

import dev.tempo.store.cluster.NodeStore;
import dev.tempo.time.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the beats of the nodes for the leader, by its own monotonic clock, and declares those
 * dead whose beat has stood still for 8 s; the store compares the beat that was seen. Those whose
 * beat has stood still for 3 s get no runs meanwhile, as they may be dead. After a failure of the
 * store all observation begins anew. Used by one thread.
 */
public final class NodeWatch {
  private static final Logger LOG = LoggerFactory.getLogger(NodeWatch.class);
  private static final long DEAD_NANOS = Duration.ofSeconds(8).toNanos();
  private static final long SILENT_NANOS = Duration.ofSeconds(3).toNanos();

  private final NodeStore nodes;
  private final TimeSource time;
  private final Map<UUID, Seen> seen = new HashMap<>();

  private record Seen(long beat, long sinceNanos) {}

  /** One that has seen nothing yet. */
  public NodeWatch(NodeStore nodes, TimeSource time) {
    this.nodes = nodes;
    this.time = time;
  }

  /**
   * The nodes as they are now.
   *
   * @throws dev.tempo.store.StoreException if the store cannot be asked; then all is forgotten
   */
  public List<NodeStore.NodeState> look() {
    boolean isDone = false;
    try {
      List<NodeStore.NodeState> all = nodes.list();
      List<String> dead = new ArrayList<>();
      for (NodeStore.NodeState state : all) {
        if (state.isUp() && isDead(state) && nodes.declareDead(state)) {
          dead.add(state.node().name());
        }
      }
      all = dead.isEmpty() ? all : nodes.list();
      seen.keySet().retainAll(all.stream().map(NodeStore.NodeState::incarnation).toList());
      isDone = true;
      if (!dead.isEmpty()) {
        LOG.warn("Declared dead, after 8 s of silence: {}", String.join(", ", dead));
      }
      return all;
    } finally {
      if (!isDone) {
        seen.clear();
      }
    }
  }

  /** Which incarnations had not been heard of for 3 s when it looked last, or are gone. */
  public Set<UUID> silent() {
    long now = time.nanoTime();
    return seen.entrySet().stream()
        .filter(one -> now - one.getValue().sinceNanos() >= SILENT_NANOS)
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  private boolean isDead(NodeStore.NodeState state) {
    long now = time.nanoTime();
    Seen last = seen.get(state.incarnation());
    if (last == null || last.beat() != state.beat()) {
      seen.put(state.incarnation(), new Seen(state.beat(), now));
      return false;
    }
    return now - last.sinceNanos() >= DEAD_NANOS;
  }
}
