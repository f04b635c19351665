package dev.tempo.server.metrics;

import dev.tempo.Nodes;
import dev.tempo.Nodes.NodeInfo;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Figures of the servers that share the database. */
final class NodeFigures {
  private NodeFigures() {}

  static void write(PrometheusText text, Nodes nodes) {
    Collection<NodeInfo> all = byName(nodes);
    each(
        text.gauge("tempo_node_up", "Whether a server beats, of those that share the database"),
        all,
        node -> node.state().isUp() ? 1 : 0);
    each(
        text.gauge("tempo_node_draining", "Whether a server gets no more runs"),
        all,
        node -> node.state() == Nodes.State.DRAINING ? 1 : 0);
    each(
        text.gauge("tempo_node_leader", "Whether a server decides"),
        all,
        node -> node.isLeader() ? 1 : 0);
    each(
        text.gauge("tempo_node_runs_running", "Runs that are under way on a server"),
        all,
        NodeInfo::running);
    each(
        text.gauge("tempo_node_last_seen_seconds", "When a server was last heard of"),
        all,
        node -> node.lastSeenAt().toEpochMilli() / 1000.0);
  }

  /** One of each name: the one that lives, else the one that was seen last. */
  private static Collection<NodeInfo> byName(Nodes nodes) {
    Map<String, NodeInfo> byName = new LinkedHashMap<>();
    for (NodeInfo node : nodes.list()) {
      byName.merge(node.name(), node, NodeFigures::later);
    }
    return byName.values();
  }

  private static NodeInfo later(NodeInfo one, NodeInfo other) {
    boolean isOlder = other.lastSeenAt().isBefore(one.lastSeenAt());
    return !other.state().isUp() && (one.state().isUp() || isOlder) ? one : other;
  }

  private static void each(
      PrometheusText text, Collection<NodeInfo> nodes, ToDoubleFunction<NodeInfo> figure) {
    nodes.forEach(node -> text.sample("node", node.name(), figure.applyAsDouble(node)));
  }
}
