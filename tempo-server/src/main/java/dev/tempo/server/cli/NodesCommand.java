package dev.tempo.server.cli;

import dev.tempo.Nodes.NodeInfo;
import dev.tempo.server.nodes.NamedNodes;
import dev.tempo.store.cluster.ClusterStore;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code tempo nodes}: which servers share a database, and which of them get runs. */
@Command(
    name = "nodes",
    description = {
      "Lists the servers that share a PostgreSQL database, whichever of them run.",
      "With drain lets one begin no more runs (what runs there ends there), and with resume gives",
      "it runs again; both are kept over its restarts."
    })
final class NodesCommand extends SettingsCommand {
  private final ServerLauncher launcher;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "drain|resume",
      description = "What is done; otherwise they are listed.")
  private Optional<Action> action = Optional.empty();

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "NAME",
      description = "Of the node; or its id.")
  private Optional<String> name = Optional.empty();

  /** What can be done to a node. */
  enum Action {
    DRAIN,
    RESUME
  }

  NodesCommand(ServerLauncher launcher) {
    this.launcher = launcher;
  }

  @Override
  public Integer call() {
    if (action.isPresent() && name.isEmpty()) {
      throw wrong("Say which node: tempo nodes " + word(action.get()) + " NAME");
    }
    return launcher.withNodes(
        run(), cluster -> action.map(what -> act(cluster, what)).orElseGet(() -> list(cluster)));
  }

  private int act(ClusterStore cluster, Action what) {
    List<NodeInfo> meant = NamedNodes.meant(cluster.known(), name.orElseThrow());
    if (meant.size() != 1) {
      err().println("tempo: " + (meant.isEmpty() ? unknown() : ambiguous(meant, what)));
      return ExitCode.FAILURE;
    }
    NodeInfo node = meant.getFirst();
    cluster.nodes().drain(node.id(), what == Action.DRAIN);
    out()
        .println(
            what == Action.DRAIN
                ? node.name() + " begins no more runs; under way: " + node.running()
                : node.name() + " gets runs again");
    return ExitCode.OK;
  }

  private String unknown() {
    return "there is no node '" + name.orElseThrow() + "'";
  }

  private String ambiguous(List<NodeInfo> all, Action what) {
    String ids =
        all.stream()
            .map(
                node -> node.id() + " (" + word(node.state()) + ", seen " + node.lastSeenAt() + ")")
            .collect(Collectors.joining(", "));
    return String.format(
        Locale.ROOT,
        "%d nodes were called '%s': %s. Say which: tempo nodes %s ID",
        all.size(),
        name.orElseThrow(),
        ids,
        word(what));
  }

  private int list(ClusterStore cluster) {
    List<NodeInfo> nodes = cluster.known();
    if (nodes.isEmpty()) {
      out().println("No node has joined yet; give servers a name (TEMPO_NODE_NAME)");
      return ExitCode.OK;
    }
    int longest = nodes.stream().mapToInt(node -> node.name().length()).max().orElseThrow();
    nodes.forEach(node -> out().println(line(node, longest)));
    return ExitCode.OK;
  }

  private static String line(NodeInfo node, int width) {
    String head =
        String.format(
            Locale.ROOT,
            "%-" + width + "s  %-8s %-6s  %d running, seen %s, version %s",
            node.name(),
            word(node.state()),
            node.isLeader() ? "leader" : "",
            node.running(),
            node.lastSeenAt(),
            node.version());
    String labels = labels(node.labels());
    boolean comesBackDrained = node.isDrained() && !node.state().isUp();
    return head
        + (comesBackDrained ? ", drained" : "")
        + (labels.isEmpty() ? "" : ", labels " + labels)
        + node.address().map(address -> ", " + address).orElse("");
  }

  private static String labels(Map<String, String> labels) {
    return labels.entrySet().stream()
        .map(one -> one.getValue().isEmpty() ? one.getKey() : one.getKey() + "=" + one.getValue())
        .collect(Collectors.joining(","));
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
