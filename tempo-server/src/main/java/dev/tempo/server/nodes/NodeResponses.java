package dev.tempo.server.nodes;

import dev.tempo.Nodes;
import dev.tempo.server.http.json.ApiResponse;
import dev.tempo.server.http.json.ApiResponse.Schema;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** What is answered about nodes. */
final class NodeResponses {
  private NodeResponses() {}

  /**
   * All nodes.
   *
   * @param shared whether other servers may join this one on its database
   */
  @Schema("Nodes")
  record NodeList(List<NodeResponse> nodes, boolean shared) implements ApiResponse {}

  /**
   * A node.
   *
   * @param state {@code alive}, {@code draining} or {@code dead}, which clients know
   * @param stopped whether one that is dead was stopped in order
   * @param drained whether it gets no runs until it is resumed, also while it is dead
   */
  @Schema("Node")
  record NodeResponse(
      UUID id,
      String name,
      Optional<String> address,
      List<String> labels,
      String version,
      String state,
      boolean stopped,
      boolean drained,
      boolean leader,
      boolean here,
      Instant startedAt,
      Instant lastSeenAt,
      int running)
      implements ApiResponse {

    /**
     * A node.
     *
     * @param localId of the one that answers
     */
    static NodeResponse of(Nodes.NodeInfo node, UUID localId) {
      return new NodeResponse(
          node.id(),
          node.name(),
          node.address(),
          node.labels().entrySet().stream().map(NodeResponse::label).toList(),
          node.version(),
          state(node.state()).name().toLowerCase(Locale.ROOT),
          node.state() == Nodes.State.STOPPED,
          node.isDrained(),
          node.isLeader(),
          node.id().equals(localId),
          node.startedAt(),
          node.lastSeenAt(),
          node.running());
    }

    private static Nodes.State state(Nodes.State state) {
      return state == Nodes.State.STOPPED ? Nodes.State.DEAD : state;
    }

    private static String label(Map.Entry<String, String> label) {
      return label.getValue().isEmpty() ? label.getKey() : label.getKey() + "=" + label.getValue();
    }
  }
}
