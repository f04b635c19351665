package dev.tempo.server.nodes;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.Nodes;
import dev.tempo.Tempo;
import dev.tempo.server.http.ApiRequest;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.RouteResponse;
import dev.tempo.server.http.Routes;
import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.nodes.NodeResponses.NodeList;
import dev.tempo.server.nodes.NodeResponses.NodeResponse;
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
    UUID id = call.id("id", "node");
    find(id);
    Nodes nodes = tempo.nodes();
    if (!nodes.isShared()) {
      throw ApiException.conflict(message("api.node.alone"));
    }
    if (drain) {
      nodes.drain(id);
    } else {
      nodes.resume(id);
    }
    return RouteResponse.ok(find(id));
  }

  private NodeResponse find(UUID id) {
    Nodes nodes = tempo.nodes();
    return nodes.list().stream()
        .filter(node -> node.id().equals(id))
        .findAny()
        .map(node -> NodeResponse.of(node, nodes.localId()))
        .orElseThrow(() -> ApiException.notFound("node", id.toString()));
  }
}
