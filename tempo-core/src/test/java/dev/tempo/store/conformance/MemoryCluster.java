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
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
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
  private final SharedLock lock = new SharedLock();
  private final MemoryLeases leases = new MemoryLeases(this, lock);
  private final MemoryNodes nodes = new MemoryNodes(this, lock);
  private final MemoryMailbox mailbox = new MemoryMailbox(this, lock);
  private final MemoryStore data = new MemoryStore(10_000_000);
  private final Map<UUID, UUID> engines = new HashMap<>();
  private final Map<UUID, Long> positions = new HashMap<>();
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
    lock.run(
        () -> {
          lastTurn -= count;
          lastFence = null;
          turns.removeIf(turn -> turn.entry().number() > lastTurn);
        });
  }

  /** Nodes cannot read the row of this run from now on. */
  public void damage(UUID runId) {
    lock.run(() -> unreadable.add(runId));
  }

  /** Under which incarnation a run was started last. */
  public Optional<UUID> incarnationOf(UUID runId) {
    return lock.get(() -> Optional.ofNullable(engines.get(runId)));
  }

  LeaseStore leases(MemorySession session) {
    return leases.of(session);
  }

  NodeStore nodes(MemorySession session) {
    return nodes.of(session);
  }

  Mailbox mailbox(MemorySession session) {
    return mailbox.of(session);
  }

  boolean comparesBeats() {
    return checks.beats();
  }

  boolean isUp(UUID incarnation) {
    return nodes.isUp(incarnation);
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
    return lock.get(() -> apply(changes).refusedRuns());
  }

  TurnResult commit(Fence fence, List<Change> changes, ClusterStore.Turn turn) {
    TurnResult result =
        lock.get(
            () -> {
              boolean isRepeated = turn.number() == lastTurn && fence.equals(lastFence);
              if (checks.fence() && !leases.isHolder(fence)) {
                throw new FencedException("Another node leads: " + leases.holder(fence));
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
    turn.moved()
        .forEach(
            (runId, incarnation) ->
                data.runs()
                    .find(runId)
                    .filter(run -> run.status() == RunStatus.RUNNING)
                    .ifPresent(run -> assign(runId, incarnation)));
    mailbox.settle(turn);
    handover = turn.handover().or(() -> handover);
  }

  boolean isOver(UUID runId) {
    return data.runs().find(runId).filter(run -> !run.status().isFinal()).isEmpty();
  }

  List<ClusterStore.Assignment> assignments() {
    return lock.get(
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
    return lock.get(
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
    return lock.get(
        () -> runIds.stream().filter(runId -> !isOver(runId)).collect(Collectors.toSet()));
  }

  Map<UUID, Integer> runningCounts() {
    Map<UUID, Integer> counts = new HashMap<>();
    assignments().forEach(one -> counts.merge(one.incarnation(), 1, Integer::sum));
    return counts;
  }

  Map<UUID, String> nodeNames(Collection<UUID> runIds) {
    return lock.get(
        () -> {
          Map<UUID, String> names = new HashMap<>();
          for (UUID runId : runIds) {
            Optional.ofNullable(engines.get(runId))
                .flatMap(nodes::nameOf)
                .ifPresent(name -> names.put(runId, name));
          }
          return names;
        });
  }

  Optional<String> agreed(String name) {
    return lock.get(() -> Optional.ofNullable(agreed.get(name)));
  }

  String agree(String name, String text) {
    return lock.get(
        () -> {
          agreed.putIfAbsent(name, text);
          return agreed.get(name);
        });
  }

  Optional<byte[]> handover() {
    return lock.get(() -> handover);
  }

  UUID newId() {
    return new UUID(0x4000_0000_7000L, ++made);
  }

  /** Lets go of what a session holds that was cut off, or has ended for good. */
  void ended(MemorySession session, boolean forGood) {
    leases.release(session);
    if (forGood) {
      listeners.removeIf(one -> one.session() == session);
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
      return lock.get(() -> lastTurn);
    }

    @Override
    public Optional<UUID> holder(long number) {
      session.check();
      return lock.get(
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
      return lock.get(
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
      lock.run(() -> turns.removeIf(turn -> turn.at().isBefore(before)));
    }
  }

  static StoreException cut() {
    return new StoreException("The database cannot be reached, says the test");
  }
}
