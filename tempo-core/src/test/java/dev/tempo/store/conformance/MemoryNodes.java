package dev.tempo.store.conformance;

import dev.tempo.store.cluster.ClusterStore;
import dev.tempo.store.cluster.NodeStore;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** The nodes of a {@link MemoryCluster}. Thread-safe. */
final class MemoryNodes {
  private final MemoryCluster shared;
  private final SharedLock lock;
  private final Map<UUID, NodeStore.NodeState> nodes = new LinkedHashMap<>();
  private final Map<UUID, String> incarnations = new HashMap<>();

  MemoryNodes(MemoryCluster shared, SharedLock lock) {
    this.shared = shared;
    this.lock = lock;
  }

  NodeStore of(MemorySession session) {
    return new Nodes(session);
  }

  /** The name of the node that had this incarnation. */
  Optional<String> nameOf(UUID incarnation) {
    return lock.get(() -> Optional.ofNullable(incarnations.get(incarnation)));
  }

  /** Nodes, as a session sees them. */
  private final class Nodes implements NodeStore {
    private final MemorySession session;

    Nodes(MemorySession session) {
      this.session = session;
    }

    @Override
    public NodeState join(Node node) {
      session.check();
      NodeState state = lock.get(() -> joined(node));
      shared.wake(ClusterStore.LEADER_TOPIC, "");
      return state;
    }

    private NodeState joined(Node node) {
      boolean isTaken =
          nodes.values().stream()
              .anyMatch(
                  known ->
                      known.isUp()
                          && known.node().name().equals(node.name())
                          && !known.node().id().equals(node.id()));
      if (isTaken) {
        throw new IllegalStateException("Another node with the name '" + node.name() + "' is up");
      }
      boolean isDraining =
          Optional.ofNullable(nodes.get(node.id())).filter(NodeState::isDraining).isPresent();
      NodeState state =
          new NodeState(node, shared.newId(), 1, true, isDraining, shared.now(), shared.now());
      nodes.put(node.id(), state);
      incarnations.put(state.incarnation(), node.name());
      return state;
    }

    @Override
    public void update(UUID incarnation, Set<String> handlers) {
      session.check();
      change(incarnation, old -> with(old, handlers));
      shared.wake(ClusterStore.LEADER_TOPIC, "");
    }

    private static NodeState with(NodeState old, Set<String> handlers) {
      Node node = old.node();
      return new NodeState(
          new Node(
              node.id(),
              node.name(),
              node.labels(),
              handlers,
              node.runsScripts(),
              node.capacity(),
              node.address(),
              node.version(),
              node.dataVersion()),
          old.incarnation(),
          old.beat(),
          old.isUp(),
          old.isDraining(),
          old.joinedAt(),
          old.seenAt());
    }

    private boolean change(UUID incarnation, UnaryOperator<NodeState> changed) {
      return lock.get(
          () -> {
            Optional<NodeState> known =
                nodes.values().stream()
                    .filter(state -> state.isUp() && state.incarnation().equals(incarnation))
                    .findAny();
            known.ifPresent(state -> nodes.put(state.node().id(), changed.apply(state)));
            return known.isPresent();
          });
    }

    @Override
    public boolean beat(UUID incarnation) {
      session.check();
      return change(
          incarnation,
          old ->
              new NodeState(
                  old.node(),
                  incarnation,
                  old.beat() + 1,
                  true,
                  old.isDraining(),
                  old.joinedAt(),
                  shared.now()));
    }

    @Override
    public void leave(UUID incarnation) {
      session.check();
      change(incarnation, old -> down(with(old, LEAVING)));
      shared.wake(ClusterStore.LEADER_TOPIC, "");
    }

    @Override
    public boolean declareDead(NodeState seen) {
      session.check();
      return change(
              seen.incarnation(),
              old -> shared.comparesBeats() && old.beat() != seen.beat() ? old : down(old))
          && !isUp(seen.incarnation());
    }

    @Override
    public List<NodeState> list() {
      session.check();
      return lock.get(() -> List.copyOf(nodes.values()));
    }

    @Override
    public void drain(UUID nodeId, boolean drain) {
      session.check();
      lock.run(
          () ->
              nodes.computeIfPresent(
                  nodeId,
                  (id, old) ->
                      new NodeState(
                          old.node(),
                          old.incarnation(),
                          old.beat(),
                          old.isUp(),
                          drain,
                          old.joinedAt(),
                          old.seenAt())));
      shared.wake(ClusterStore.LEADER_TOPIC, "");
    }

    @Override
    public boolean forget(UUID nodeId) {
      session.check();
      return lock.get(
          () ->
              nodes.containsKey(nodeId)
                  && !nodes.get(nodeId).isUp()
                  && nodes.remove(nodeId) != null);
    }

    @Override
    public void prune(Duration silence) {
      session.check();
      Instant before = shared.now().minus(silence);
      lock.run(
          () ->
              nodes
                  .values()
                  .removeIf(
                      one -> !one.isUp() && !one.isDraining() && one.seenAt().isBefore(before)));
    }
  }

  private static NodeStore.NodeState down(NodeStore.NodeState old) {
    return new NodeStore.NodeState(
        old.node(),
        old.incarnation(),
        old.beat(),
        false,
        old.isDraining(),
        old.joinedAt(),
        old.seenAt());
  }

  boolean isUp(UUID incarnation) {
    return lock.get(
        () ->
            nodes.values().stream()
                .anyMatch(state -> state.isUp() && state.incarnation().equals(incarnation)));
  }
}
