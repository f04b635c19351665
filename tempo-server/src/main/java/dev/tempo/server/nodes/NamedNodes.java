package dev.tempo.server.nodes;

import dev.tempo.Nodes.NodeInfo;
import java.util.List;

/** Whom people mean by the name of a node: names are given again. */
public final class NamedNodes {
  private NamedNodes() {}

  /**
   * The node of an id; else the one of a name that lives; else all of that name that are gone.
   *
   * @return empty if there is none; several if one has to be asked for by its id
   */
  public static List<NodeInfo> meant(List<NodeInfo> all, String idOrName) {
    List<NodeInfo> byId =
        all.stream().filter(node -> node.id().toString().equals(idOrName)).toList();
    return byId.isEmpty() ? named(all, idOrName) : byId;
  }

  private static List<NodeInfo> named(List<NodeInfo> all, String name) {
    List<NodeInfo> found = all.stream().filter(node -> node.name().equals(name)).toList();
    List<NodeInfo> living = found.stream().filter(node -> node.state().isUp()).toList();
    return living.isEmpty() ? found : living;
  }
}
