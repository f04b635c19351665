package dev.tempo.engine.cluster;

import dev.tempo.Job;
import dev.tempo.Run;
import dev.tempo.engine.queue.Placement;
import dev.tempo.engine.state.ActiveRun;
import dev.tempo.internal.message.RunMessages;
import dev.tempo.message.Message;
import dev.tempo.store.cluster.NodeStore;
import dev.tempo.task.PythonTask;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Gives each run to a node that lives, is not drained, has the handler or runs scripts, has all
 * labels that the job asks for, and has room: to the one with the fewest runs for its capacity, and
 * a Python job rather to the node that ran it last, which has its environment. A node that is not
 * heard of may be dead, and gets nothing until it is. What fits nowhere is held until nodes change.
 * Used by the loop's thread alone, but for {@link #reason}.
 */
public final class NodePlacement implements Placement {
  private static final int MOST_REMEMBERED = 10_000;

  private final Supplier<Collection<ActiveRun>> active;
  private final Map<UUID, Run> unfit = new LinkedHashMap<>();
  private final Map<UUID, Run> full = new LinkedHashMap<>();
  private final Map<UUID, Message> reasons = new ConcurrentHashMap<>();
  private final Map<UUID, UUID> lastOfJob = new HashMap<>();
  private final Map<UUID, Integer> loads = new HashMap<>();
  private final Map<UUID, Long> lastOfNode = new HashMap<>();
  private List<NodeStore.NodeState> nodes = List.of();
  private Set<UUID> silent = Set.of();
  private Consumer<Run> queue = run -> {};
  private boolean isCounted;
  private long placed;

  /**
   * One that knows no nodes yet.
   *
   * @param active what runs
   */
  public NodePlacement(Supplier<Collection<ActiveRun>> active) {
    this.active = active;
  }

  /** These are the nodes from now on, all of which are heard of. */
  public void nodes(List<NodeStore.NodeState> all) {
    nodes(all, Set.of());
  }

  /**
   * These are the nodes from now on.
   *
   * @param unheard incarnations that are not heard of
   */
  public void nodes(List<NodeStore.NodeState> all, Set<UUID> unheard) {
    List<NodeStore.NodeState> up = all.stream().filter(NodeStore.NodeState::isUp).toList();
    boolean isChanged = !view(up).equals(view(nodes)) || !unheard.equals(silent);
    nodes = up;
    silent = Set.copyOf(unheard);
    lastOfNode.keySet().removeIf(one -> !isUp(one));
    if (isChanged) {
      letGo(full);
      letGo(unfit);
    }
  }

  /**
   * What those say of themselves now that are known to be up; who is not there any more stays, and
   * who is new is not known yet.
   *
   * @return those that are known
   */
  public List<NodeStore.NodeState> renew(List<NodeStore.NodeState> all) {
    Map<UUID, NodeStore.NodeState> up =
        all.stream()
            .filter(NodeStore.NodeState::isUp)
            .collect(Collectors.toMap(NodeStore.NodeState::incarnation, Function.identity()));
    nodes(nodes.stream().map(one -> up.getOrDefault(one.incarnation(), one)).toList(), silent);
    return nodes;
  }

  /** What matters of nodes, without their beats. */
  private static List<?> view(List<NodeStore.NodeState> all) {
    return all.stream()
        .map(state -> List.of(state.node(), state.incarnation(), state.isDraining()))
        .toList();
  }

  /** Whether an incarnation is up, as far as is known. */
  public boolean isUp(UUID incarnation) {
    return nodes.stream().anyMatch(state -> state.incarnation().equals(incarnation));
  }

  /** Runs have ended, so that there is room. */
  public void ended() {
    isCounted = false;
  }

  /** What is held for want of room may find it; what fits no node does not, whatever ends. */
  public void refresh() {
    letGo(full);
  }

  /** Whether runs are held for want of room. */
  public boolean isHolding() {
    return !full.isEmpty();
  }

  private void letGo(Map<UUID, Run> held) {
    isCounted = false;
    List<Run> all = new ArrayList<>(held.values());
    all.forEach(run -> forget(run.id()));
    all.forEach(queue);
  }

  @Override
  public void onRoom(Consumer<Run> target) {
    queue = target;
  }

  @Override
  public Optional<UUID> place(Run run, Job job) {
    List<NodeStore.NodeState> fitting = NodeFit.fitting(nodes, run, job);
    count();
    List<NodeStore.NodeState> heard = fitting.stream().filter(this::isHeardOf).toList();
    List<NodeStore.NodeState> free = heard.stream().filter(this::hasRoom).toList();
    Optional<NodeStore.NodeState> chosen =
        free.stream()
            .filter(one -> isSticky(one, job))
            .findFirst()
            .or(() -> free.stream().min(byLoad()));
    if (chosen.isEmpty()) {
      (fitting.isEmpty() ? unfit : full).put(run.id(), run);
      reasons.put(run.id(), NodeFit.obstacle(nodes, run, job).orElseGet(() -> busy(heard)));
      return Optional.empty();
    }
    UUID incarnation = chosen.get().incarnation();
    loads.merge(incarnation, 1, Integer::sum);
    lastOfNode.put(incarnation, ++placed);
    remember(job, incarnation);
    return Optional.of(incarnation);
  }

  private static Message busy(List<NodeStore.NodeState> heard) {
    return heard.isEmpty() ? RunMessages.NODES_UNHEARD.of() : RunMessages.NODES_FULL.of();
  }

  private void remember(Job job, UUID incarnation) {
    if (job.task() instanceof PythonTask) {
      if (lastOfJob.size() >= MOST_REMEMBERED) {
        lastOfJob.clear();
      }
      lastOfJob.put(job.id(), incarnation);
    }
  }

  private boolean isSticky(NodeStore.NodeState one, Job job) {
    return one.incarnation().equals(lastOfJob.get(job.id()));
  }

  private boolean isHeardOf(NodeStore.NodeState one) {
    return !silent.contains(one.incarnation());
  }

  private boolean hasRoom(NodeStore.NodeState one) {
    int capacity = one.node().capacity();
    return capacity == 0 || loads.getOrDefault(one.incarnation(), 0) < capacity;
  }

  /** In turn where they have equally much to do. */
  private Comparator<NodeStore.NodeState> byLoad() {
    return Comparator.comparingDouble(this::load)
        .thenComparing(one -> lastOfNode.getOrDefault(one.incarnation(), 0L));
  }

  private double load(NodeStore.NodeState one) {
    int capacity = one.node().capacity() == 0 ? Integer.MAX_VALUE : one.node().capacity();
    return loads.getOrDefault(one.incarnation(), 0) / (double) capacity;
  }

  private void count() {
    if (!isCounted) {
      isCounted = true;
      loads.clear();
      active.get().forEach(run -> loads.merge(run.incarnation(), 1, Integer::sum));
    }
  }

  @Override
  public void forget(UUID runId) {
    unfit.remove(runId);
    full.remove(runId);
    reasons.remove(runId);
  }

  @Override
  public void jobChanged(UUID jobId) {
    List<Run> all =
        Stream.concat(full.values().stream(), unfit.values().stream())
            .filter(run -> run.jobId().equals(jobId))
            .toList();
    all.forEach(run -> forget(run.id()));
    all.forEach(queue);
  }

  @Override
  public Optional<Message> reason(UUID runId) {
    return Optional.ofNullable(reasons.get(runId));
  }
}
