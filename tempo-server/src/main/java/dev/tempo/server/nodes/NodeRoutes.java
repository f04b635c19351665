package dev.tempo.server.nodes;

import static dev.tempo.server.message.Messages.message;
import static java.util.stream.Collectors.joining;

import dev.tempo.Nodes;
import dev.tempo.Nodes.NodeInfo;
import dev.tempo.Tempo;
import dev.tempo.server.http.ApiRequest;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.RouteResponse;
import dev.tempo.server.http.Routes;
import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.nodes.NodeResponses.NodeList;
import dev.tempo.server.nodes.NodeResponses.NodeResponse;
import java.util.List;
import java.util.UUID;

/** Shows the servers that share the database, and gives one no more runs, or runs again. */
public final class NodeRoutes implements Feature {
  private final Tempo tempo;

  /** Over an engine, which knows them. */
  public NodeRoutes(Tempo tempo) {
    this.tempo = tempo;
  }

  @Override
  public void register(Routes routes) {
    routes
        .get("/api/nodes", call -> list())
        .post("/api/nodes/{id}/drain", call -> drain(call, true))
        .post("/api/nodes/{id}/resume", call -> drain(call, false));
  }

  private RouteResponse list() {
    Nodes nodes = tempo.nodes();
    return RouteResponse.ok(
        new NodeList(
            nodes.list().stream().map(node -> NodeResponse.of(node, nodes.localId())).toList(),
            nodes.isShared()));
  }

  private RouteResponse drain(ApiRequest call, boolean drain) {
    call.bodyOrEmpty().end();
    UUID id = find(call.path("id")).id();
    Nodes nodes = tempo.nodes();
    if (!nodes.isShared()) {
      throw ApiException.conflict(message("api.node.alone"));
    }
    if (drain) {
      nodes.drain(id);
    } else {
      nodes.resume(id);
    }
    return RouteResponse.ok(NodeResponse.of(find(id.toString()), nodes.localId()));
  }

  /**
   * The node of an id, or of a name: names are given again, so that of those that are gone is meant
   * only if no node has it that lives.
   *
   * @throws ApiException 404 if there is none, 409 if there are several of which none lives
   */
  private NodeInfo find(String idOrName) {
    List<NodeInfo> meant = NamedNodes.meant(tempo.nodes().list(), idOrName);
    if (meant.isEmpty()) {
      throw ApiException.notFound("node", idOrName);
    }
    if (meant.size() > 1) {
      String ids = meant.stream().map(node -> node.id().toString()).collect(joining(", "));
      throw ApiException.conflict(message("api.node.ambiguous", "name", idOrName, "ids", ids));
    }
    return meant.getFirst();
  }
}
