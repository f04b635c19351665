package dev.tempo.store.cluster;

import dev.tempo.Nodes;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** What a store has of the nodes that share it, for people. */
final class KnownNodes {
  private KnownNodes() {}

  /** All of them, by name. */
  static List<Nodes.NodeInfo> list(ClusterStore cluster) {
    Map<UUID, Integer> running = cluster.runningCounts();
    Optional<UUID> leader =
        cluster
            .leases()
            .find(LeaseStore.ENGINE)
            .filter(LeaseStore.Lease::isHeld)
            .map(LeaseStore.Lease::nodeId);
    return cluster.nodes().list().stream()
        .map(
            one ->
                info(
                    one,
                    leader.filter(one.node().id()::equals).isPresent(),
                    running.getOrDefault(one.incarnation(), 0)))
        .sorted(Comparator.comparing(Nodes.NodeInfo::name).thenComparing(Nodes.NodeInfo::startedAt))
        .toList();
  }

  private static Nodes.NodeInfo info(NodeStore.NodeState state, boolean isLeader, int running) {
    NodeStore.Node node = state.node();
    return new Nodes.NodeInfo(
        node.id(),
        node.name(),
        node.labels(),
        Optional.of(node.address()).filter(address -> !address.isEmpty()),
        node.version(),
        state(state),
        state.isDraining(),
        isLeader,
        state.joinedAt(),
        state.seenAt(),
        running);
  }

  private static Nodes.State state(NodeStore.NodeState state) {
    if (!state.isUp()) {
      return state.isLeaving() ? Nodes.State.STOPPED : Nodes.State.DEAD;
    }
    boolean getsNothing = state.isDraining() || state.isLeaving();
    return getsNothing ? Nodes.State.DRAINING : Nodes.State.ALIVE;
  }
}
