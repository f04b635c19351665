package dev.tempo.store.conformance;

import dev.tempo.Run;
import dev.tempo.RunStatus;
import dev.tempo.store.Change;
import dev.tempo.store.StoreException;
import dev.tempo.store.cluster.ClusterStore;
import dev.tempo.store.cluster.Feed;
import dev.tempo.store.cluster.FeedEntry;
import dev.tempo.store.cluster.Fence;
import dev.tempo.store.cluster.FencedException;
import dev.tempo.store.cluster.LeaseStore;
import dev.tempo.store.cluster.Mailbox;
import dev.tempo.store.cluster.NodeStore;
import dev.tempo.store.cluster.TurnResult;
import dev.tempo.store.memory.MemoryStore;
import dev.tempo.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A store in memory that many nodes of one virtual machine share, each by a {@link MemorySession}
 * of its own, which can fail as the connection of a process does. For tests of several engines.
 *
 * <p>Thread-safe.
 */
public final class MemoryCluster {
  private final TimeSource clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition released = lock.newCondition();
  private final MemoryStore data = new MemoryStore(10_000_000);
  private final Map<String, LeaseStore.Lease> leases = new HashMap<>();
  private final Map<String, MemorySession> deathLocks = new HashMap<>();
  private final Map<UUID, NodeStore.NodeState> nodes = new LinkedHashMap<>();
  private final TreeMap<UUID, Mailbox.Command> commands = new TreeMap<>();
  private final Map<UUID, Mailbox.Answer> answers = new HashMap<>();
  private final TreeMap<UUID, Mailbox.Outcome> outcomes = new TreeMap<>();
  private final Map<UUID, Stop> stops = new LinkedHashMap<>();
  private final Map<UUID, UUID> engines = new HashMap<>();
  private final Map<UUID, Long> positions = new HashMap<>();
  private final Map<UUID, String> incarnations = new HashMap<>();
  private final Set<UUID> unreadable = new HashSet<>();
  private final Map<String, String> agreed = new HashMap<>();
  private final Deque<Numbered> turns = new ArrayDeque<>();
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();
  private Optional<byte[]> handover = Optional.empty();
  private long lastTurn;
  private Fence lastFence;
  private long made;
  private long lastPosition;
  private Checks checks = Checks.ALL;

  /**
   * Which of the checks that keep nodes apart are made; fewer in tests that must fail.
   *
   * @param fence of commits
   * @param beats compares the beat before a node is declared dead
   */
  public record Checks(boolean fence, boolean beats) {
    /** All. */
    public static final Checks ALL = new Checks(true, true);
  }

  private record Numbered(FeedEntry entry, Instant at) {}

  private record Stop(UUID incarnation, byte[] cause) {}

  private record Listener(
      MemorySession session, List<String> topics, ClusterStore.WakeUpListener target) {}

  /** A store whose own clock is this. */
  public MemoryCluster(TimeSource clock) {
    this.clock = clock;
  }

  /** Opens it, as another process would. */
  public MemorySession connect() {
    return new MemorySession(this);
  }

  /** What is stored, whoever leads. */
  public MemoryStore data() {
    return data;
  }

  /** Leaves checks out. */
  public void check(Checks fewer) {
    checks = fewer;
  }

  /** The last turns are gone from the feed, as after a failover that has lost commits. */
  public void lose(int count) {
    run(
        () -> {
          lastTurn -= count;
          lastFence = null;
          turns.removeIf(turn -> turn.entry().number() > lastTurn);
        });
  }

  /** Nodes cannot read the row of this run from now on. */
  public void damage(UUID runId) {
    run(() -> unreadable.add(runId));
  }

  /** Under which incarnation a run was started last. */
  public Optional<UUID> incarnationOf(UUID runId) {
    return locked(() -> Optional.ofNullable(engines.get(runId)));
  }

  private <T> T locked(Supplier<T> action) {
    lock.lock();
    try {
      return action.get();
    } finally {
      lock.unlock();
    }
  }

  private void run(Runnable action) {
    locked(
        () -> {
          action.run();
          return null;
        });
  }

  /** Outside of the lock, as listeners ask for more. */
  void wake(String topic, String payload) {
    listeners.stream()
        .filter(one -> one.topics().contains(topic) && one.session().isConnected())
        .forEach(one -> one.target().wokenUp(topic, payload));
  }

  void reconnected(MemorySession session) {
    listeners.stream()
        .filter(one -> one.session() == session)
        .forEach(one -> one.target().mayHaveMissed());
  }

  ClusterStore.Listening listen(
      MemorySession session, List<String> topics, ClusterStore.WakeUpListener target) {
    Listener added = new Listener(session, List.copyOf(topics), target);
    listeners.add(added);
    return () -> listeners.remove(added);
  }

  Instant now() {
    return clock.nowMillis();
  }

  Set<UUID> commit(List<Change> changes) {
    return locked(() -> apply(changes).refusedRuns());
  }

  TurnResult commit(Fence fence, List<Change> changes, ClusterStore.Turn turn) {
    TurnResult result =
        locked(
            () -> {
              boolean isRepeated = turn.number() == lastTurn && fence.equals(lastFence);
              if (checks.fence() && !isHolder(fence)) {
                throw new FencedException("Another node leads: " + leases.get(fence.lease()));
              }
              if (checks.fence() && turn.number() != lastTurn + 1 && !isRepeated) {
                throw new FencedException(
                    "The turn " + turn.number() + " does not follow " + lastTurn);
              }
              TurnResult done = apply(changes);
              settle(turn);
              if (!isRepeated) {
                lastTurn = Math.max(lastTurn + 1, turn.number());
                lastFence = fence;
                turns.add(
                    new Numbered(
                        new FeedEntry(lastTurn, fence.holder(), turn.entry().body()),
                        clock.instant()));
              }
              return done;
            });
    wake(ClusterStore.FEED_TOPIC, String.valueOf(turn.number()));
    return result;
  }

  /** One by one, as a start is judged by what was before it. */
  private TurnResult apply(List<Change> changes) {
    Set<UUID> refused = new HashSet<>();
    Set<UUID> late = new HashSet<>();
    for (Change change : changes) {
      if (change instanceof Change.StartRun start && !mayStart(start)) {
        late.add(start.run().id());
      } else {
        refused.addAll(data.commit(List.of(change)));
        note(change);
      }
    }
    return new TurnResult(refused, late);
  }

  private boolean mayStart(Change.StartRun start) {
    RunStatus status =
        data.runs().find(start.run().id()).map(Run::status).orElse(RunStatus.SKIPPED);
    boolean isMine = start.engineId().equals(engines.get(start.run().id()));
    return status == RunStatus.QUEUED || status == RunStatus.RUNNING && isMine;
  }

  private void note(Change change) {
    switch (change) {
      case Change.AddRun added when added.run().status() == RunStatus.RUNNING ->
          assign(added.run().id(), engines.getOrDefault(added.run().id(), added.engineId()));
      case Change.StartRun started -> assign(started.run().id(), started.engineId());
      case Change.RequeueRun requeued -> {
        engines.remove(requeued.run().id());
        positions.remove(requeued.run().id());
      }
      default -> {}
    }
  }

  private void assign(UUID runId, UUID incarnation) {
    if (!incarnation.equals(engines.put(runId, incarnation)) || !positions.containsKey(runId)) {
      positions.put(runId, ++lastPosition);
    }
  }

  private void settle(ClusterStore.Turn turn) {
    for (Mailbox.Answer answer : turn.answers()) {
      if (commands.remove(answer.commandId()) != null) {
        answers.put(answer.commandId(), answer);
      }
    }
    turn.outcomes().forEach(outcomes::remove);
    turn.moved()
        .forEach(
            (runId, incarnation) ->
                data.runs()
                    .find(runId)
                    .filter(run -> run.status() == RunStatus.RUNNING)
                    .ifPresent(run -> assign(runId, incarnation)));
    stops.keySet().removeIf(this::isOver);
    handover = turn.handover().or(() -> handover);
  }

  private boolean isOver(UUID runId) {
    return data.runs().find(runId).filter(run -> !run.status().isFinal()).isEmpty();
  }

  private boolean isHolder(Fence fence) {
    LeaseStore.Lease lease = leases.get(fence.lease());
    return lease != null && lease.fence().equals(fence) && lease.isHeld();
  }

  List<ClusterStore.Assignment> assignments() {
    return locked(
        () ->
            data.runs().running().stream()
                .map(run -> new ClusterStore.Assignment(run, engines.get(run.id())))
                .toList());
  }

  Set<UUID> assignedIds(UUID incarnation) {
    return assigned(incarnation).map(Run::id).collect(Collectors.toSet());
  }

  List<Run> assigned(UUID incarnation, Collection<UUID> runIds) {
    Set<UUID> asked = Set.copyOf(runIds);
    return assigned(incarnation)
        .filter(run -> asked.contains(run.id()) && !unreadable.contains(run.id()))
        .toList();
  }

  private Stream<Run> assigned(UUID incarnation) {
    return assignments().stream()
        .filter(one -> one.incarnation().equals(incarnation))
        .map(ClusterStore.Assignment::run);
  }

  ClusterStore.AssignedPage assignedAfter(UUID incarnation, long position, int limit) {
    return locked(
        () -> {
          List<Run> all =
              assigned(incarnation)
                  .filter(run -> positions.get(run.id()) > position)
                  .sorted(Comparator.comparingLong(run -> positions.get(run.id())))
                  .limit(limit)
                  .toList();
          return new ClusterStore.AssignedPage(
              all.stream().filter(run -> !unreadable.contains(run.id())).toList(),
              all.isEmpty() ? position : positions.get(all.getLast().id()),
              all.size() == limit);
        });
  }

  Set<UUID> unended(Collection<UUID> runIds) {
    return locked(
        () -> runIds.stream().filter(runId -> !isOver(runId)).collect(Collectors.toSet()));
  }

  Map<UUID, Integer> runningCounts() {
    Map<UUID, Integer> counts = new HashMap<>();
    assignments().forEach(one -> counts.merge(one.incarnation(), 1, Integer::sum));
    return counts;
  }

  Map<UUID, String> nodeNames(Collection<UUID> runIds) {
    return locked(
        () -> {
          Map<UUID, String> names = new HashMap<>();
          for (UUID runId : runIds) {
            Optional.ofNullable(engines.get(runId))
                .map(incarnations::get)
                .ifPresent(name -> names.put(runId, name));
          }
          return names;
        });
  }

  Optional<String> agreed(String name) {
    return locked(() -> Optional.ofNullable(agreed.get(name)));
  }

  String agree(String name, String text) {
    return locked(
        () -> {
          agreed.putIfAbsent(name, text);
          return agreed.get(name);
        });
  }

  Optional<byte[]> handover() {
    return locked(() -> handover);
  }

  private UUID newId() {
    return new UUID(0x4000_0000_7000L, ++made);
  }

  /** Lets go of what a session holds that was cut off, or has ended for good. */
  void ended(MemorySession session, boolean forGood) {
    run(
        () -> {
          deathLocks.values().removeIf(owner -> owner == session);
          released.signalAll();
        });
    if (forGood) {
      listeners.removeIf(one -> one.session() == session);
    }
  }

  /** Leases, as a session sees them. */
  final class Leases implements LeaseStore {
    private final MemorySession session;

    Leases(MemorySession session) {
      this.session = session;
    }

    @Override
    public Optional<Lease> find(String name) {
      session.check();
      return locked(() -> Optional.ofNullable(leases.get(name)));
    }

    @Override
    public Optional<Fence> take(String name, Optional<Lease> seen, UUID nodeId, int dataVersion) {
      session.check();
      return locked(
          () -> {
            Optional<Lease> known = Optional.ofNullable(leases.get(name));
            if (!known.equals(seen)) {
              return Optional.empty();
            }
            long epoch = known.map(lease -> lease.fence().epoch()).orElse(0L) + 1;
            Fence fence = new Fence(name, newId(), epoch);
            leases.put(name, new Lease(fence, 1, true, nodeId, dataVersion));
            return Optional.of(fence);
          });
    }

    @Override
    public boolean beat(Fence fence) {
      session.check();
      return locked(
          () -> {
            if (!isHolder(fence)) {
              return false;
            }
            Lease old = leases.get(fence.lease());
            leases.put(
                fence.lease(),
                new Lease(fence, old.beat() + 1, true, old.nodeId(), old.dataVersion()));
            return true;
          });
    }

    @Override
    public void resign(Fence fence) {
      session.check();
      boolean given =
          locked(
              () -> {
                boolean mine = isHolder(fence);
                if (mine) {
                  Lease old = leases.get(fence.lease());
                  leases.put(
                      fence.lease(),
                      new Lease(fence, old.beat(), false, old.nodeId(), old.dataVersion()));
                }
                return mine;
              });
      if (given) {
        MemoryCluster.this.wake(ClusterStore.LEADER_TOPIC, "");
      }
    }

    @Override
    public DeathLock deathLock(String name) {
      session.check();
      return new Death(session, name);
    }
  }

  private final class Death implements LeaseStore.DeathLock {
    private final MemorySession session;
    private final String name;

    Death(MemorySession session, String name) {
      this.session = session;
      this.name = name;
    }

    @Override
    public boolean await(Duration timeout) {
      lock.lock();
      try {
        long left = timeout.toNanos();
        session.check();
        while (!take() && left > 0) {
          left = released.awaitNanos(left);
          session.check();
        }
        return isHeld();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      } finally {
        lock.unlock();
      }
    }

    private boolean take() {
      deathLocks.putIfAbsent(name, session);
      return isHeld();
    }

    @Override
    public boolean isHeld() {
      return session.isConnected() && locked(() -> deathLocks.get(name) == session);
    }

    @Override
    public void close() {
      run(
          () -> {
            deathLocks.remove(name, session);
            released.signalAll();
          });
    }
  }

  /** Nodes, as a session sees them. */
  final class Nodes implements NodeStore {
    private final MemorySession session;

    Nodes(MemorySession session) {
      this.session = session;
    }

    @Override
    public NodeState join(Node node) {
      session.check();
      NodeState state = locked(() -> joined(node));
      MemoryCluster.this.wake(ClusterStore.LEADER_TOPIC, "");
      return state;
    }

    private NodeState joined(Node node) {
      boolean isTaken =
          nodes.values().stream()
              .anyMatch(
                  known ->
                      known.isUp()
                          && known.node().name().equals(node.name())
                          && !known.node().id().equals(node.id()));
      if (isTaken) {
        throw new IllegalStateException("Another node with the name '" + node.name() + "' is up");
      }
      boolean isDraining =
          Optional.ofNullable(nodes.get(node.id())).filter(NodeState::isDraining).isPresent();
      NodeState state = new NodeState(node, newId(), 1, true, isDraining, now(), now());
      nodes.put(node.id(), state);
      incarnations.put(state.incarnation(), node.name());
      return state;
    }

    @Override
    public void update(UUID incarnation, Set<String> handlers) {
      session.check();
      change(
          incarnation,
          old ->
              with(
                  old,
                  new Node(
                      old.node().id(),
                      old.node().name(),
                      old.node().labels(),
                      handlers,
                      old.node().runsScripts(),
                      old.node().capacity(),
                      old.node().address(),
                      old.node().version(),
                      old.node().dataVersion())));
      MemoryCluster.this.wake(ClusterStore.LEADER_TOPIC, "");
    }

    private static NodeState with(NodeState old, Node node) {
      return new NodeState(
          node,
          old.incarnation(),
          old.beat(),
          old.isUp(),
          old.isDraining(),
          old.joinedAt(),
          old.seenAt());
    }

    private boolean change(UUID incarnation, UnaryOperator<NodeState> changed) {
      return locked(
          () -> {
            Optional<NodeState> known =
                nodes.values().stream()
                    .filter(state -> state.isUp() && state.incarnation().equals(incarnation))
                    .findAny();
            known.ifPresent(state -> nodes.put(state.node().id(), changed.apply(state)));
            return known.isPresent();
          });
    }

    @Override
    public boolean beat(UUID incarnation) {
      session.check();
      return change(
          incarnation,
          old ->
              new NodeState(
                  old.node(),
                  incarnation,
                  old.beat() + 1,
                  true,
                  old.isDraining(),
                  old.joinedAt(),
                  now()));
    }

    @Override
    public void leave(UUID incarnation) {
      session.check();
      change(incarnation, MemoryCluster::down);
      MemoryCluster.this.wake(ClusterStore.LEADER_TOPIC, "");
    }

    @Override
    public boolean declareDead(NodeState seen) {
      session.check();
      return change(
              seen.incarnation(),
              old -> checks.beats() && old.beat() != seen.beat() ? old : down(old))
          && !isUp(seen.incarnation());
    }

    @Override
    public List<NodeState> list() {
      session.check();
      return locked(() -> List.copyOf(nodes.values()));
    }

    @Override
    public void drain(UUID nodeId, boolean drain) {
      session.check();
      run(
          () ->
              nodes.computeIfPresent(
                  nodeId,
                  (id, old) ->
                      new NodeState(
                          old.node(),
                          old.incarnation(),
                          old.beat(),
                          old.isUp(),
                          drain,
                          old.joinedAt(),
                          old.seenAt())));
      MemoryCluster.this.wake(ClusterStore.LEADER_TOPIC, "");
    }

    @Override
    public boolean forget(UUID nodeId) {
      session.check();
      return locked(
          () ->
              nodes.containsKey(nodeId)
                  && !nodes.get(nodeId).isUp()
                  && nodes.remove(nodeId) != null);
    }

    @Override
    public void prune(Duration silence) {
      session.check();
      Instant before = now().minus(silence);
      run(
          () ->
              nodes
                  .values()
                  .removeIf(
                      one -> !one.isUp() && !one.isDraining() && one.seenAt().isBefore(before)));
    }
  }

  private static NodeStore.NodeState down(NodeStore.NodeState old) {
    return new NodeStore.NodeState(
        old.node(),
        old.incarnation(),
        old.beat(),
        false,
        old.isDraining(),
        old.joinedAt(),
        old.seenAt());
  }

  private boolean isUp(UUID incarnation) {
    return locked(
        () ->
            nodes.values().stream()
                .anyMatch(state -> state.isUp() && state.incarnation().equals(incarnation)));
  }

  /** The mailbox, as a session sees it. */
  final class Mail implements Mailbox {
    private final MemorySession session;

    Mail(MemorySession session) {
      this.session = session;
    }

    @Override
    public void ask(List<Command> asked) {
      session.check();
      run(() -> asked.forEach(command -> commands.put(command.id(), command)));
      MemoryCluster.this.wake(ClusterStore.LEADER_TOPIC, ASKED);
    }

    @Override
    public List<Command> commands(int limit) {
      session.check();
      return locked(() -> commands.values().stream().limit(limit).toList());
    }

    @Override
    public Optional<Answer> takeAnswer(UUID commandId) {
      session.check();
      return locked(() -> Optional.ofNullable(answers.remove(commandId)));
    }

    @Override
    public boolean withdraw(UUID commandId) {
      session.check();
      return locked(() -> commands.remove(commandId) != null);
    }

    @Override
    public boolean tell(UUID incarnation, List<Outcome> told) {
      session.check();
      boolean isTold =
          locked(
              () -> {
                boolean up = isUp(incarnation);
                if (up) {
                  told.forEach(outcome -> outcomes.put(outcome.id(), outcome));
                }
                return up;
              });
      if (isTold) {
        MemoryCluster.this.wake(ClusterStore.LEADER_TOPIC, TOLD);
      }
      return isTold;
    }

    @Override
    public List<Outcome> outcomes(int limit, Set<UUID> known) {
      session.check();
      return locked(
          () ->
              outcomes.values().stream()
                  .filter(outcome -> !known.contains(outcome.id()))
                  .limit(limit)
                  .toList());
    }

    @Override
    public void requestStop(UUID runId, UUID incarnation, byte[] cause) {
      session.check();
      run(
          () -> {
            if (!isOver(runId)) {
              stops.putIfAbsent(runId, new Stop(incarnation, cause));
            }
          });
      MemoryCluster.this.wake(ClusterStore.topicOf(incarnation), "");
    }

    @Override
    public List<StopRequest> stops(UUID incarnation) {
      session.check();
      return locked(
          () -> {
            List<StopRequest> mine = new ArrayList<>();
            stops.forEach(
                (runId, stop) -> {
                  if (stop.incarnation().equals(incarnation)) {
                    mine.add(new StopRequest(runId, stop.cause()));
                  }
                });
            return mine;
          });
    }
  }

  /** The feed, as a session sees it. */
  final class Turns implements Feed {
    private final MemorySession session;

    Turns(MemorySession session) {
      this.session = session;
    }

    @Override
    public long last() {
      session.check();
      return locked(() -> lastTurn);
    }

    @Override
    public Optional<UUID> holder(long number) {
      session.check();
      return locked(
          () ->
              turns.stream()
                  .map(Numbered::entry)
                  .filter(entry -> entry.number() == number)
                  .map(FeedEntry::holder)
                  .findAny()
                  .or(
                      () ->
                          Optional.ofNullable(lastFence) // of what was pruned
                              .filter(any -> number == lastTurn)
                              .map(Fence::holder)));
    }

    @Override
    public List<FeedEntry> after(long number, int limit) {
      session.check();
      return locked(
          () ->
              turns.stream()
                  .map(Numbered::entry)
                  .filter(entry -> entry.number() > number)
                  .limit(limit)
                  .toList());
    }

    @Override
    public void prune(Duration age) {
      session.check();
      Instant before = clock.instant().minus(age);
      run(() -> turns.removeIf(turn -> turn.at().isBefore(before)));
    }
  }

  static StoreException cut() {
    return new StoreException("The database cannot be reached, says the test");
  }
}
