package dev.tempo.server.clustering;

import dev.tempo.Nodes;
import dev.tempo.Tempo;
import java.util.List;
import java.util.UUID;

/** Knows which runs this node executes or has executed. Thread-safe. */
public final class LocalRuns {
  private final Nodes nodes;
  private volatile String name = "";

  /** Those of an engine. */
  public LocalRuns(Tempo tempo) {
    this.nodes = tempo.nodes();
  }

  /** Whether others may execute runs, too. */
  public boolean areOnlySome() {
    return nodes.isShared();
  }

  /** Whether a run that has started was started here, as all are that nobody else could start. */
  public boolean has(UUID runId) {
    return !areOnlySome()
        || nodes.namesOfRuns(List.of(runId)).getOrDefault(runId, "").equals(name());
  }

  private String name() {
    if (name.isEmpty()) {
      name =
          nodes.list().stream()
              .filter(node -> node.id().equals(nodes.localId()))
              .map(Nodes.NodeInfo::name)
              .findFirst()
              .orElse("");
    }
    return name;
  }
}
