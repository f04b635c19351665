package dev.tempo.engine;

import dev.tempo.Nodes;
import dev.tempo.NotFoundException;
import dev.tempo.internal.message.JobMessages;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/** What is asked of an engine about nodes. Its methods may be called by any thread. */
final class NodeRequests implements Nodes {
  private final Engine engine;
  private final Node node;

  NodeRequests(Engine engine, Node node) {
    this.engine = engine;
    this.node = node;
  }

  @Override
  public boolean isShared() {
    return node.isShared();
  }

  @Override
  public UUID localId() {
    return node.id();
  }

  @Override
  public boolean isLeader() {
    return node.decider().isPresent();
  }

  @Override
  public List<NodeInfo> list() {
    engine.checkOpen();
    return node.list();
  }

  @Override
  public Map<UUID, String> namesOfRuns(Collection<UUID> runIds) {
    Objects.requireNonNull(runIds, "runIds");
    engine.checkOpen();
    return node.namesOfRuns(runIds);
  }

  @Override
  public void drain(UUID nodeId) {
    Objects.requireNonNull(nodeId, "nodeId");
    if (!node.isShared()) {
      engine.checkOpen();
      throw new IllegalStateException(
          "This node is the only one that may use its store: its runs would start nowhere. Pause"
              + " instead");
    }
    drain(nodeId, true);
  }

  @Override
  public void resume(UUID nodeId) {
    drain(Objects.requireNonNull(nodeId, "nodeId"), false);
  }

  /** Whoever decides is asked, since it may have something for the node already. */
  private void drain(UUID nodeId, boolean drain) {
    engine.checkOpen();
    if (!node.drain(nodeId, drain)) {
      throw new NotFoundException(JobMessages.NO_NODE.of(nodeId));
    }
    engine.answer(engine.ask(new NodeRequest.Look()));
  }
}
