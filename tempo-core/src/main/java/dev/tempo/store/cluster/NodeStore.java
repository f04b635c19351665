package dev.tempo.store.cluster;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Nodes that share a store. Each time that one joins it gets a new incarnation. */
public interface NodeStore {

  /**
   * What a node has instead of its handlers from when it begins to leave until it joins again: no
   * handler is called so.
   */
  Set<String> LEAVING = Set.of("");

  /**
   * What a node says of itself as it joins.
   *
   * @param id stable over restarts; lies in the node's directory
   * @param name for people; unique among the nodes that live
   * @param labels by which jobs ask for nodes
   * @param handlers that it has
   * @param runsScripts whether it runs scripts
   * @param capacity how many runs at once; 0 for as many as the queues allow
   * @param address for people and pages; may be empty
   * @param version of the program
   * @param dataVersion that it can write
   */
  record Node(
      UUID id,
      String name,
      Map<String, String> labels,
      Set<String> handlers,
      boolean runsScripts,
      int capacity,
      String address,
      String version,
      int dataVersion) {
    /** Copies what can be copied. */
    public Node {
      Objects.requireNonNull(id, "id");
      Objects.requireNonNull(name, "name");
      Objects.requireNonNull(labels, "labels");
      Objects.requireNonNull(handlers, "handlers");
      Objects.requireNonNull(address, "address");
      Objects.requireNonNull(version, "version");
      labels = Map.copyOf(labels);
      handlers = Set.copyOf(handlers);
    }
  }

  /**
   * A node as it is stored.
   *
   * @param node what it said
   * @param incarnation since it joined last
   * @param beat grows as long as it lives
   * @param isUp false once it has left or was declared dead
   * @param isDraining whether it gets no new work
   * @param joinedAt by the database's clock
   * @param seenAt when it last beat, by the database's clock; for people alone
   */
  record NodeState(
      Node node,
      UUID incarnation,
      long beat,
      boolean isUp,
      boolean isDraining,
      Instant joinedAt,
      Instant seenAt) {
    /** Checks that nothing is null. */
    public NodeState {
      Objects.requireNonNull(node, "node");
      Objects.requireNonNull(incarnation, "incarnation");
      Objects.requireNonNull(joinedAt, "joinedAt");
      Objects.requireNonNull(seenAt, "seenAt");
    }

    /** Whether it is about to leave in order, or has left so. */
    public boolean isLeaving() {
      return node.handlers().equals(LEAVING);
    }
  }

  /**
   * Joins, or joins again; an earlier incarnation of the same id is down from then on.
   *
   * @throws IllegalStateException if a node of another id and the same name is up
   */
  NodeState join(Node node);

  /** Tells of other handlers. */
  void update(UUID incarnation, Set<String> handlers);

  /** Lets the beat grow; false if this incarnation is not up any more. */
  boolean beat(UUID incarnation);

  /** Leaves in order; it {@linkplain NodeState#isLeaving has left} so until it joins again. */
  void leave(UUID incarnation);

  /**
   * Declares a node dead, if its beat is still the one that was seen.
   *
   * @return false if it has beaten since
   */
  boolean declareDead(NodeState seen);

  /** All that are known: one of each id, the newest incarnation. */
  List<NodeState> list();

  /** One by its id. */
  default Optional<NodeState> find(UUID nodeId) {
    return list().stream().filter(state -> state.node().id().equals(nodeId)).findAny();
  }

  /** Gives a node no more work, or work again; kept over its restarts. */
  void drain(UUID nodeId, boolean drain);

  /** Forgets a node that is not up. */
  boolean forget(UUID nodeId);

  /**
   * Forgets all that are not up and were not heard of for so long, but for those that are drained,
   * as that is kept until it is taken back; for the leader.
   */
  void prune(Duration silence);
}
