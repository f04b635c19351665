package dev.tempo.engine.cluster;

import dev.tempo.Job;
import dev.tempo.NodePolicy;
import dev.tempo.Run;
import dev.tempo.RunAttributes;
import dev.tempo.internal.message.RunMessages;
import dev.tempo.message.Message;
import dev.tempo.store.cluster.NodeStore;
import dev.tempo.task.HandlerTask;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Which nodes can run what a job asks for, by what they say of themselves, and why none can. */
public final class NodeFit {
  private NodeFit() {}

  /** Those of these nodes, which are up, that may get a run. */
  static List<NodeStore.NodeState> fitting(List<NodeStore.NodeState> up, Run run, Job job) {
    return up.stream().filter(one -> fits(one, job) && isAskedFor(one, run)).toList();
  }

  /**
   * Why none of all nodes may get a run, however much room they have; empty if one may.
   *
   * @param all that are known, up or not
   */
  public static Optional<Message> obstacle(List<NodeStore.NodeState> all, Run run, Job job) {
    List<NodeStore.NodeState> up = all.stream().filter(NodeStore.NodeState::isUp).toList();
    return fitting(up, run, job).isEmpty()
        ? Optional.of(reason(all, up, run, job))
        : Optional.empty();
  }

  private static Message reason(
      List<NodeStore.NodeState> all, List<NodeStore.NodeState> up, Run run, Job job) {
    if (up.stream().anyMatch(one -> fits(one, job))) {
      return RunMessages.OTHER_NODE.of(nameOfAskedFor(all, run));
    }
    if (up.stream().anyMatch(one -> one.isDraining() && isAble(one, job))) {
      return RunMessages.NODES_DRAINED.of();
    }
    List<String> unknown = List.copyOf(NodePolicy.textsOf(unknownLabels(up, job)));
    return unknown.isEmpty()
        ? RunMessages.NO_NODE.of(wanted(job))
        : RunMessages.NO_LABEL.of(unknown.size(), String.join(", ", unknown));
  }

  private static String nameOfAskedFor(List<NodeStore.NodeState> all, Run run) {
    return all.stream()
        .filter(one -> isAskedFor(one, run))
        .map(one -> one.node().name())
        .findFirst()
        .orElseGet(() -> run.request().attributes().context().get(RunAttributes.ON_NODE));
  }

  /** Labels that it asks for, and no node has that takes runs. */
  private static Map<String, String> unknownLabels(List<NodeStore.NodeState> up, Job job) {
    Map<String, String> unknown = new TreeMap<>(job.policy().nodes().labels());
    up.stream()
        .filter(NodeFit::takesRuns)
        .forEach(one -> unknown.entrySet().removeAll(one.node().labels().entrySet()));
    return unknown;
  }

  private static String wanted(Job job) {
    List<String> all = new ArrayList<>();
    if (job.task() instanceof HandlerTask task) {
      all.add("handler " + task.handler());
    } else {
      all.add("scripts");
    }
    all.addAll(job.policy().nodes().labelTexts());
    return String.join(", ", all);
  }

  private static boolean takesRuns(NodeStore.NodeState state) {
    return !state.isDraining() && !state.isLeaving();
  }

  private static boolean fits(NodeStore.NodeState state, Job job) {
    return takesRuns(state) && isAble(state, job);
  }

  private static boolean isAble(NodeStore.NodeState state, Job job) {
    NodeStore.Node node = state.node();
    boolean hasWhatRunsIt =
        job.task() instanceof HandlerTask task
            ? node.handlers().contains(task.handler())
            : node.runsScripts();
    return hasWhatRunsIt
        && node.labels().entrySet().containsAll(job.policy().nodes().labels().entrySet());
  }

  private static boolean isAskedFor(NodeStore.NodeState one, Run run) {
    String only = run.request().attributes().context().get(RunAttributes.ON_NODE);
    return only == null || only.equals(one.node().id().toString());
  }
}
