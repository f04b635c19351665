package dev.tempo.engine;

import dev.tempo.Job;
import dev.tempo.NodeOptions;
import dev.tempo.Nodes;
import dev.tempo.QueueSettings;
import dev.tempo.Run;
import dev.tempo.ShutdownPolicy;
import dev.tempo.engine.cluster.DatabaseTime;
import dev.tempo.engine.cluster.Election;
import dev.tempo.engine.cluster.FeedFollower;
import dev.tempo.engine.cluster.Membership;
import dev.tempo.engine.cluster.OwnTurns;
import dev.tempo.engine.cluster.Ticker;
import dev.tempo.engine.cluster.Worker;
import dev.tempo.engine.queue.QueueCatalog;
import dev.tempo.engine.settings.EngineSettings;
import dev.tempo.engine.state.ActiveRun;
import dev.tempo.engine.turn.EngineClosedException;
import dev.tempo.engine.turn.ExceptionText;
import dev.tempo.engine.turn.Turn;
import dev.tempo.event.Event;
import dev.tempo.process.ProcessSupervisor;
import dev.tempo.store.StoreException;
import dev.tempo.store.cluster.ClusterStore;
import dev.tempo.store.cluster.ClusteredStore;
import dev.tempo.store.cluster.NodeStore;
import dev.tempo.time.TimeSource;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An engine as one of several on a store: it executes what the leader assigns to it, and decides
 * while it leads itself. Thread-safe.
 */
final class ClusterNode implements Node {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterNode.class);
  private static final Duration DEATH_WAIT = Duration.ofMillis(500);
  private static final Duration LAST_WORDS = Duration.ofSeconds(2);
  private static final Duration FIRST_LEADER = Duration.ofSeconds(10);
  private static final Duration JUMP = Duration.ofSeconds(1);
  private static final long OWN_ID_NANOS = Duration.ofMillis(2_500).toNanos();
  private static final long OWN_ID_STEP_MILLIS = 100;
  private static final long REHEARSE_NANOS = Duration.ofSeconds(3).toNanos();
  private static final long QUEUES_NANOS = Duration.ofSeconds(1).toNanos();

  private final EngineSettings settings;
  private final NodeParts parts;
  private final ClusterStore cluster;
  private final NodeIdentity identity;
  private final DatabaseTime databaseTime;
  private final Membership membership;
  private final Leadership leadership;
  private final Worker worker;
  private final RemoteRequests remote;
  private final FeedFollower follower;
  private final OwnTurns turns = new OwnTurns();
  private final Delays delays;
  private final Ticker beat;
  private final Ticker judge;
  private final Ticker lead;
  private final Ticker work;
  private final Ticker mail;
  private final Ticker feed;
  private final Ticker upkeep;
  private final Ticker rehearsal;
  private final CompletableFuture<Void> settled = new CompletableFuture<>();
  private volatile @Nullable QueueCatalog queues;
  private volatile long queuesNanos;
  private volatile long rehearsesNanos;
  private ClusterStore.@Nullable Listening listening;

  ClusterNode(EngineSettings settings, NodeParts parts) {
    this.settings = settings;
    this.parts = parts;
    this.cluster = ((ClusteredStore) settings.store()).cluster();
    this.identity = NodeIdentity.of(settings);
    TimeSource time = settings.time();
    this.databaseTime = new DatabaseTime(time);
    this.rehearsesNanos = time.nanoTime();
    this.membership = new Membership(cluster.nodes(), this::self, time, new Member());
    Duration patience = settings.isManual() ? Duration.ZERO : DEATH_WAIT;
    Leadership.Means means = new Leadership.Means(settings, parts, cluster, databaseTime, turns);
    this.leadership = new Leadership(means, identity.id(), patience);
    this.worker =
        new Worker(
            new Worker.Places(settings.store(), cluster, time),
            membership,
            new NodeLaunchers(parts.workshop(), this::threads),
            leadership);
    this.remote = new RemoteRequests(cluster, time);
    FeedFollower.Listeners listeners =
        new FeedFollower.Listeners(parts.events(), parts.waiters(), this::nextAttempt, turns);
    this.follower = new FeedFollower(cluster.feed(), settings.store(), listeners, time);
    this.beat = new Ticker("tempo-beat", time, membership::beat);
    this.judge = new Ticker("tempo-judge", time, this::judge);
    this.lead = new Ticker("tempo-lead", time, this::tickElection);
    this.work = new Ticker("tempo-work", time, worker::tick);
    this.mail = new Ticker("tempo-mail", time, leadership::tickDesk);
    this.feed = new Ticker("tempo-feed", time, this::tickFeed);
    this.upkeep = new Ticker("tempo-delays", time, this::tickDelays);
    this.rehearsal = new Ticker("tempo-rehearsal", time, this::tickRehearsal);
    worker.onLetters(work::wake);
    this.delays = new Delays(time, upkeep::wake);
    leadership.use(membership, worker, new Leadership.Wakes(mail::wake, work::wake, lead::wake));
  }

  private List<Ticker> tickers() {
    return List.of(beat, judge, lead, work, mail, feed, upkeep, rehearsal);
  }

  private NodeStore.Node self() {
    NodeOptions options = settings.life().node().orElse(NodeOptions.DEFAULT);
    return new NodeStore.Node(
        identity.id(),
        options.name().orElseGet(identity::name),
        options.labels(),
        new TreeSet<>(settings.work().handlers().registry().names()),
        true,
        options.capacity(),
        options.address().orElse(""),
        identity.version(),
        Leadership.DATA_VERSION);
  }

  @Override
  public void start(boolean afterRestore) {
    if (afterRestore) {
      leadership.afterRestore();
    }
    parts.workshop().environments().recovered(parts.workshop().leftScripts());
    requireOwnId();
    membership.beat();
    listening = cluster.listen(topics(), new Woken());
    if (settings.isManual()) {
      runUntilIdle();
      return;
    }
    follower.tick(); // whoever listens once this has started hears of all turns that are made then
    boolean daemon = settings.life().daemon();
    tickers().forEach(ticker -> ticker.start(daemon || ticker != beat));
    settled.completeOnTimeout(null, FIRST_LEADER.toMillis(), TimeUnit.MILLISECONDS).join();
  }

  /** Two of one id would put each other out for ever; one that died left a beat that stands. */
  private void requireOwnId() {
    Optional<NodeStore.NodeState> before = aliveWithThisId();
    long end = settings.time().nanoTime() + OWN_ID_NANOS;
    while (!settings.isManual() && before.isPresent() && settings.time().nanoTime() - end < 0) {
      Engine.pause(OWN_ID_STEP_MILLIS);
      Optional<NodeStore.NodeState> now = aliveWithThisId();
      if (now.filter(one -> one.beat() != before.get().beat()).isPresent()) {
        throw new IllegalStateException(
            "A node with the id of this one is up: '"
                + before.get().node().name()
                + "'. It was started twice, or its directory was copied: then delete the file"
                + " node-id in the copy");
      }
      if (now.isEmpty()) {
        return;
      }
    }
  }

  private Optional<NodeStore.NodeState> aliveWithThisId() {
    return cluster.nodes().find(identity.id()).filter(NodeStore.NodeState::isUp);
  }

  private List<String> topics() {
    return List.of(
        ClusterStore.LEADER_TOPIC,
        ClusterStore.FEED_TOPIC,
        membership.incarnation().map(ClusterStore::topicOf).orElse(ClusterStore.FEED_TOPIC));
  }

  @Override
  public boolean isShared() {
    return true;
  }

  @Override
  public UUID id() {
    return identity.id();
  }

  @Override
  public List<Nodes.NodeInfo> list() {
    return cluster.known();
  }

  @Override
  public Optional<ClusterStore> shared() {
    return Optional.of(cluster);
  }

  @Override
  public boolean isLed() {
    return decider().isPresent() || leadership.election().isFollowing();
  }

  @Override
  public Map<UUID, String> namesOfRuns(Collection<UUID> runIds) {
    return cluster.nodeNames(runIds);
  }

  @Override
  public boolean drain(UUID nodeId, boolean drain) {
    Optional<NodeStore.NodeState> known = cluster.nodes().find(nodeId);
    known.ifPresent(one -> cluster.nodes().drain(nodeId, drain));
    return known.isPresent();
  }

  @Override
  public Optional<String> problem() {
    return membership.problem();
  }

  @Override
  public Optional<Decider> decider() {
    return leadership.decider();
  }

  @Override
  public boolean isAlive() {
    return beat.isAlive();
  }

  @Override
  public <T> void ask(Request<T> request, CompletableFuture<T> answer) {
    if (leadership.ask(request, answer)) {
      return;
    }
    try {
      Sealing sealing = new Sealing(parts.workshop().vault(), settings.store().jobs());
      remote.ask(membership.incarnation(), sealing.sealed(request), answer);
      feed.wake();
    } catch (RuntimeException e) {
      answer.completeExceptionally(e);
    }
  }

  @Override
  public void whileDeciding(BiConsumer<EngineComponents, Turn> action) {
    leadership.whileLeading(action);
  }

  @Override
  public void later(Duration delay, Runnable action) {
    delays.after(delay, action);
  }

  @Override
  public QueueCatalog queueCatalog() {
    return decider().map(now -> now.parts().queues().catalog()).orElseGet(this::storedQueues);
  }

  private QueueCatalog storedQueues() {
    QueueCatalog catalog = new QueueCatalog(settings.queues());
    settings.store().queues().list().forEach(catalog::state);
    return catalog;
  }

  @Override
  public void tellDeleted(List<UUID> runIds) {
    ask(new RunCommand.TellDeleted(runIds), new CompletableFuture<>());
  }

  /** What is set while Tempo runs is read each second at most. */
  private QueueSettings.Threads threads(ActiveRun run) {
    String queue = run.run().job().queue();
    Optional<Decider> here = decider();
    if (here.isPresent()) {
      return here.get().parts().queues().settings(queue).threads();
    }
    long now = settings.time().nanoTime();
    QueueCatalog known = queues;
    if (known == null || now - queuesNanos >= QUEUES_NANOS) {
      known = storedQueues();
      queues = known;
      queuesNanos = now;
    }
    return known.settings(queue).threads();
  }

  private Optional<UUID> nextAttempt(Run ended) {
    Optional<Job> job = settings.store().jobs().find(ended.jobId());
    return new NextAttempts(settings.store().runs()).after(ended, job);
  }

  private long judge() {
    return Math.min(membership.judge(), leadership.election().judge());
  }

  private long tickElection() {
    long wait = leadership.election().tick();
    if (decider().isPresent() || leadership.election().isFollowing()) {
      settled.complete(null);
    }
    return wait;
  }

  private long tickFeed() {
    remote.tick();
    return follower.tick();
  }

  private long tickDelays() {
    Duration before = databaseTime.offset();
    try {
      Duration offset = databaseTime.measure(cluster, settings.isManual());
      if (offset.minus(before).abs().compareTo(JUMP) > 0) {
        parts
            .events()
            .publish(new Event.ClockJumped(databaseTime.nowMillis(), offset.minus(before)));
      }
    } catch (StoreException e) {
      LOG.debug("The database's clock cannot be read: {}", ExceptionText.message(e));
    }
    return Math.min(delays.tick(), Duration.ofSeconds(10).toNanos());
  }

  /** Whoever follows another one makes itself ready, once it has a connection that is new. */
  private long tickRehearsal() {
    if (settings.isManual() || decider().isPresent()) {
      return Long.MAX_VALUE;
    }
    if (!leadership.election().isFollowing() || membership.incarnation().isEmpty()) {
      return Duration.ofMillis(250).toNanos();
    }
    long waits = rehearsesNanos - settings.time().nanoTime();
    if (waits > 0) {
      return waits;
    }
    return leadership.rehearse() ? Long.MAX_VALUE : REHEARSE_NANOS;
  }

  /** Not at once: what made the connection new may be what makes another node lead. */
  private void rehearseLater() {
    rehearsesNanos = settings.time().nanoTime() + REHEARSE_NANOS;
    rehearsal.wake();
  }

  @Override
  public void runUntilIdle() {
    boolean didSomething;
    do {
      didSomething = leadership.turn(); // first, as it may be where threads run side by side
      for (Ticker ticker : tickers()) {
        didSomething |= ticker.tickIfDue();
      }
    } while (didSomething);
  }

  @Override
  public Duration untilNext(Duration limit) {
    Duration next = limit;
    for (Ticker ticker : tickers()) {
      next = ticker.untilNext(next);
    }
    return leadership.untilNext(next);
  }

  /** Gives up leading, ends or leaves what runs as the policy says, tells the rest, and leaves. */
  @Override
  public void close() {
    ShutdownPolicy policy = settings.life().shutdown();
    new ClusterShutdown(this, worker, policy, settings.isManual()).run();
    resign();
    List.of(work, mail, feed, upkeep, judge, rehearsal).forEach(ticker -> ticker.close(LAST_WORDS));
    beat.close(LAST_WORDS);
    membership.leave();
    if (listening != null) {
      listening.close();
    }
    parts.waiters().close(new EngineClosedException());
    parts.onEnd().run();
  }

  /** Whether other nodes are there to lead. */
  boolean isAlone() {
    try {
      return cluster.nodes().list().stream()
          .noneMatch(one -> one.isUp() && !one.node().id().equals(identity.id()));
    } catch (StoreException e) {
      return false;
    }
  }

  /** Wakes what executes and tells. */
  void hurry() {
    worker.look();
    leadership.expect("");
    feed.wake();
  }

  /** Nothing runs here that was not assigned yet. */
  void takeNoMore() {
    try {
      membership.incarnation().ifPresent(mine -> cluster.nodes().update(mine, NodeStore.LEAVING));
    } catch (StoreException e) {
      LOG.debug("Others may still assign runs to this node: {}", ExceptionText.message(e));
    }
  }

  @Override
  public boolean isOn(Thread thread) {
    return worker.isOn(thread);
  }

  /** Asks whoever leads to look at what this node says of itself; answered once that counts. */
  CompletableFuture<Boolean> askToLook() {
    CompletableFuture<Boolean> answer = new CompletableFuture<>();
    ask(new NodeRequest.Look(), answer);
    return answer;
  }

  /** Gives up leading at once, so that another one begins. */
  void resign() {
    lead.close(LAST_WORDS);
    leadership.resign();
  }

  /** Hears of what becomes of the membership. */
  private final class Member implements Membership.Listener {
    @Override
    public void joined(UUID incarnation) {
      ClusterStore.Listening old = listening;
      if (old != null) {
        listening = cluster.listen(topics(), new Woken());
        old.close();
      }
      hurry();
      lead.wake();
      rehearsal.wake();
    }

    @Override
    public void lost(UUID incarnation) {
      worker.fenced(incarnation);
      beat.wake();
    }

    @Override
    public Runnable sending() {
      Optional<Long> uptime = ProcessSupervisor.uptime();
      return () -> uptime.ifPresent(parts.workshop()::heartbeat);
    }
  }

  /** Is woken by the store. */
  private final class Woken implements ClusterStore.WakeUpListener {
    @Override
    public void wokenUp(String topic, String payload) {
      switch (topic) {
        case ClusterStore.LEADER_TOPIC -> {
          if (decider().isEmpty() || payload.equals(Election.BEAT)) {
            lead.wake();
          } else {
            leadership.expect(payload);
          }
        }
        case ClusterStore.FEED_TOPIC -> feed.wake();
        default -> {
          if (payload.equals(Desk.ASSIGNED)) {
            worker.lookForNew();
          } else {
            worker.look();
          }
        }
      }
    }

    @Override
    public void mayHaveMissed() {
      hurry();
      lead.wake();
      rehearseLater();
    }
  }
}
