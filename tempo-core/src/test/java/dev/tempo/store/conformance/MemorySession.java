package dev.tempo.store.conformance;

import dev.tempo.Run;
import dev.tempo.store.Change;
import dev.tempo.store.DecisionStore;
import dev.tempo.store.JobStore;
import dev.tempo.store.QueueStore;
import dev.tempo.store.RunStore;
import dev.tempo.store.TriggerStore;
import dev.tempo.store.cluster.ClusterStore;
import dev.tempo.store.cluster.ClusteredStore;
import dev.tempo.store.cluster.Feed;
import dev.tempo.store.cluster.Fence;
import dev.tempo.store.cluster.LeaseStore;
import dev.tempo.store.cluster.Mailbox;
import dev.tempo.store.cluster.NodeStore;
import dev.tempo.store.cluster.TurnResult;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/** What one process sees of a {@link MemoryCluster}; can be cut off, and die. */
public final class MemorySession extends ForwardingStore implements ClusteredStore, ClusterStore {
  private final MemoryCluster shared;
  private final LeaseStore leases;
  private final NodeStore nodes;
  private final Mailbox mailbox;
  private final Feed feed;
  private volatile boolean connected = true;
  private volatile boolean dead;
  private volatile Supplier<Fault> faults = () -> Fault.NONE;
  private volatile Runnable rehearsing = () -> {};

  /** What becomes of a commit. */
  public enum Fault {
    /** It is made. */
    NONE,
    /** It is not made, and that is told. */
    REFUSED,
    /** It is made, and nobody knows. */
    LOST
  }

  MemorySession(MemoryCluster shared) {
    super(shared.data());
    this.shared = shared;
    this.leases = shared.leases(this);
    this.nodes = shared.nodes(this);
    this.mailbox = shared.mailbox(this);
    this.feed = shared.new Turns(this);
  }

  /** Cuts this process off, or lets it reach the store again. */
  public void connected(boolean reachable) {
    boolean again = reachable && !connected && !dead;
    connected = reachable;
    if (again) {
      shared.reconnected(this);
    } else if (!reachable) {
      shared.ended(this, false);
    }
  }

  /** The process is gone, and its sessions with it. */
  public void kill() {
    dead = true;
    connected = false;
    shared.ended(this, true);
  }

  /** What becomes of each commit of a turn from now on. */
  public void faults(Supplier<Fault> source) {
    faults = source;
  }

  /** Does this in each rehearsal of a commit from now on, which may fail. */
  public void onRehearsal(Runnable action) {
    rehearsing = action;
  }

  @Override
  public void rehearse(List<Change> changes, Turn turn) {
    check();
    rehearsing.run();
  }

  boolean isConnected() {
    return connected && !dead;
  }

  void check() {
    if (!isConnected()) {
      throw MemoryCluster.cut();
    }
  }

  @Override
  public ClusterStore cluster() {
    return this;
  }

  @Override
  public Set<UUID> commit(List<Change> changes) {
    check();
    return shared.commit(changes);
  }

  @Override
  public TurnResult commit(Fence fence, List<Change> changes, Turn turn) {
    check();
    Fault fault = faults.get();
    if (fault == Fault.REFUSED) {
      throw MemoryCluster.cut();
    }
    TurnResult result = shared.commit(fence, changes, turn);
    if (fault == Fault.LOST) {
      throw MemoryCluster.cut();
    }
    return result;
  }

  @Override
  public JobStore jobs() {
    check();
    return super.jobs();
  }

  @Override
  public TriggerStore triggers() {
    check();
    return super.triggers();
  }

  @Override
  public RunStore runs() {
    check();
    return super.runs();
  }

  @Override
  public DecisionStore decisions() {
    check();
    return super.decisions();
  }

  @Override
  public QueueStore queues() {
    check();
    return super.queues();
  }

  @Override
  public void ping() {
    check();
  }

  @Override
  public LeaseStore leases() {
    return leases;
  }

  @Override
  public NodeStore nodes() {
    return nodes;
  }

  @Override
  public Mailbox mailbox() {
    return mailbox;
  }

  @Override
  public Feed feed() {
    return feed;
  }

  @Override
  public List<Assignment> assignments() {
    check();
    return shared.assignments();
  }

  @Override
  public Set<UUID> assignedIds(UUID incarnation) {
    check();
    return shared.assignedIds(incarnation);
  }

  @Override
  public List<Run> assigned(UUID incarnation, Collection<UUID> runIds) {
    check();
    return shared.assigned(incarnation, runIds);
  }

  @Override
  public AssignedPage assignedAfter(UUID incarnation, long position, int limit) {
    check();
    return shared.assignedAfter(incarnation, position, limit);
  }

  @Override
  public Set<UUID> unended(Collection<UUID> runIds) {
    check();
    return shared.unended(runIds);
  }

  @Override
  public Map<UUID, Integer> runningCounts() {
    check();
    return shared.runningCounts();
  }

  @Override
  public Map<UUID, String> nodeNames(Collection<UUID> runIds) {
    check();
    return shared.nodeNames(runIds);
  }

  @Override
  public Optional<String> agreed(String name) {
    check();
    return shared.agreed(name);
  }

  @Override
  public String agree(String name, String text) {
    check();
    return shared.agree(name, text);
  }

  @Override
  public Optional<byte[]> handover() {
    check();
    return shared.handover();
  }

  @Override
  public Instant now() {
    check();
    return shared.now();
  }

  @Override
  public Listening listen(List<String> topics, WakeUpListener listener) {
    return shared.listen(this, topics, listener);
  }

  @Override
  public void wake(String topic, String payload) {
    check();
    shared.wake(topic, payload);
  }

  /** The data are the cluster's, and stay. */
  @Override
  public void close() {
    kill();
  }
}
