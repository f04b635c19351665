package dev.tempo.engine;

import dev.tempo.engine.cluster.DatabaseTime;
import dev.tempo.engine.cluster.Election;
import dev.tempo.engine.cluster.FencedCommitter;
import dev.tempo.engine.cluster.LocalLeader;
import dev.tempo.engine.cluster.Membership;
import dev.tempo.engine.cluster.NodePlacement;
import dev.tempo.engine.cluster.OwnTurns;
import dev.tempo.engine.cluster.Report;
import dev.tempo.engine.cluster.Worker;
import dev.tempo.engine.event.EventBus;
import dev.tempo.engine.queue.EnvironmentGate;
import dev.tempo.engine.settings.EngineSettings;
import dev.tempo.engine.state.ActiveRun;
import dev.tempo.engine.state.RunningWork;
import dev.tempo.engine.turn.ExceptionText;
import dev.tempo.engine.turn.LoopCommand;
import dev.tempo.engine.turn.Mail;
import dev.tempo.engine.turn.RequestCommand;
import dev.tempo.engine.turn.RetryingStore;
import dev.tempo.engine.turn.Turn;
import dev.tempo.engine.work.WorkServices;
import dev.tempo.event.Event;
import dev.tempo.internal.message.JobMessages;
import dev.tempo.store.StoreException;
import dev.tempo.store.cluster.ClusterStore;
import dev.tempo.store.cluster.Fence;
import dev.tempo.store.cluster.LeaseStore;
import dev.tempo.store.cluster.NodeStore;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a node does as the leader: makes what decides when it is elected, and throws it away when it
 * is deposed. Thread-safe.
 */
final class Leadership implements Election.Candidate, LocalLeader {
  private static final Logger LOG = LoggerFactory.getLogger(Leadership.class);
  private static final Duration LAST_WORDS = Duration.ofSeconds(2);
  private static final int TRIES_BY_HAND = 20;

  /** Which form of the data this version writes. */
  static final int DATA_VERSION = 1;

  private final Means means;
  private final EngineSettings settings;
  private final NodeParts parts;
  private final ClusterStore cluster;
  private final DatabaseTime databaseTime;
  private final UUID nodeId;
  private final Election election;
  private final List<BiConsumer<EngineComponents, Turn>> standing = new CopyOnWriteArrayList<>();
  private volatile @Nullable Term term;
  private volatile boolean restored;
  private boolean toldLeading; // with this locked
  private @Nullable Membership membership;
  private @Nullable Worker worker;
  private @Nullable Wakes wakes;

  /**
   * What it is made of.
   *
   * @param settings what the engine is built from
   * @param parts what the engine has
   * @param cluster what the nodes share
   * @param time by which triggers fire
   * @param turns which turns it has made
   */
  record Means(
      EngineSettings settings,
      NodeParts parts,
      ClusterStore cluster,
      DatabaseTime time,
      OwnTurns turns) {}

  /**
   * Who is woken.
   *
   * @param mail reads what nodes ask and tell
   * @param work executes
   * @param lead takes part in elections
   */
  record Wakes(Runnable mail, Runnable work, Runnable lead) {}

  /** One time of leading. */
  private record Term(Fence fence, Decider decider, Desk desk, ClusterRuns runs, Answers answers) {}

  /** A node of this id that does not lead; a tick may wait so long for the death of who does. */
  Leadership(Means means, UUID nodeId, Duration patience) {
    this.means = means;
    this.settings = means.settings();
    this.parts = means.parts();
    this.cluster = means.cluster();
    this.databaseTime = means.time();
    this.nodeId = nodeId;
    this.election = new Election(cluster.leases(), this, settings.time(), patience);
  }

  /** Sets with whom it works; before it begins. */
  void use(Membership members, Worker work, Wakes others) {
    membership = members;
    worker = work;
    wakes = others;
  }

  /** The first leader ends what is unfinished, since the store was restored. */
  void afterRestore() {
    restored = true;
  }

  Election election() {
    return election;
  }

  /** What decides, if this node leads. */
  Optional<Decider> decider() {
    return Optional.ofNullable(term).map(Term::decider);
  }

  /** Reads what nodes ask and tell, if this node leads; how long until the next time. */
  long tickDesk() {
    Term now = term;
    return now == null ? Duration.ofSeconds(1).toNanos() : now.desk().tick();
  }

  /** There is this in the mailbox, if this node leads. */
  void expect(String mail) {
    Term now = term;
    if (now != null) {
      now.desk().expect(mail);
    }
    wakes.mail().run();
  }

  /** Asks what decides here; false if this node does not lead. */
  <T> boolean ask(Request<T> request, CompletableFuture<T> answer) {
    Term now = term;
    if (now == null) {
      return false;
    }
    now.answers().add(answer);
    LoopCommand command =
        turn -> {
          T value = request.decide(now.decider().parts(), turn);
          turn.afterCommit(() -> answer.complete(value));
        };
    now.decider().submit(new RequestCommand(answer, "A request", request.edits(), command));
    return true;
  }

  /** Does this now, if this node leads, and each time that it begins to. */
  void whileLeading(BiConsumer<EngineComponents, Turn> action) {
    standing.add(action);
    decider().ifPresent(now -> now.submit(turn -> action.accept(now.parts(), turn)));
  }

  /** Makes a turn by hand, if there is something to do; whether it did. */
  boolean turn() {
    Term now = term;
    return now != null && turn(now);
  }

  /** How long until there is a turn to be made; at most so long. */
  Duration untilNext(Duration limit) {
    Term now = term;
    return now == null ? limit : now.decider().loop().untilNext(limit);
  }

  /** Gives up leading, if it does; by the thread that ticks, or after its end. */
  void resign() {
    election.close();
    Term now = term;
    if (now != null) {
      end(now);
    }
  }

  private boolean turn(Term now) {
    EngineLoop loop = now.decider().loop();
    if (loop.untilNext(Duration.ofDays(1)).isPositive()) {
      return false;
    }
    try {
      loop.turn();
    } catch (StoreException e) {
      ended(now);
    }
    return true;
  }

  private void end(Term now) {
    now.decider().parts().store().giveUp();
    now.decider().loop().endWhenIdle();
    if (settings.isManual()) {
      ended(now);
      return;
    }
    join(now.decider().loop());
  }

  /** Its loop makes no more turns: what it knew is worth nothing. */
  private void ended(Term now) {
    over(now);
    now.answers().close(new StoreException(JobMessages.LEADER_GONE.text()));
    election.fenced(now.fence());
    wakes.work().run();
    wakes.lead().run();
  }

  private synchronized boolean over(Term now) {
    boolean isOver = now == term;
    if (isOver) {
      term = null;
      tell(false);
    }
    return isOver;
  }

  /** Unless it is over again, which was told then. */
  private synchronized void begun(Fence fence) {
    if (term != null && term.fence().equals(fence)) {
      tell(true);
    }
  }

  /** With this locked, so that it is told in its order: whoever listens must wait for nothing. */
  private void tell(boolean isLeader) {
    if (isLeader != toldLeading) {
      toldLeading = isLeader;
      parts.events().publish(new Event.LeadershipChanged(settings.time().nowMillis(), isLeader));
    }
  }

  private void begin(Fence fence, Optional<UUID> silent) {
    long last = cluster.feed().last();
    RetryingStore store =
        new RetryingStore(
            settings.store(),
            databaseTime,
            parts.events(),
            pause(fence),
            new FencedCommitter(cluster, fence, last, means.turns()));
    new Beginning(fence, store, silent.filter(id -> !id.equals(nodeId)), parts.events()).begin();
  }

  /**
   * Goes through what a leader does first, and keeps nothing of it: a program that leads for the
   * first time would load and prepare all of that while nobody decides.
   *
   * @return whether it has come to the end
   */
  boolean rehearse() {
    EventBus nobody = EventBus.inline();
    Rehearsal rehearsal = new Rehearsal(cluster, databaseTime, election::isFollowing);
    RetryingStore store =
        new RetryingStore(settings.store(), databaseTime, nobody, millis -> {}, rehearsal);
    store.giveUp(); // nothing is tried again, and nobody told
    Fence fence = new Fence(LeaseStore.ENGINE, nodeId, 0);
    new Beginning(fence, store, Optional.empty(), nobody).rehearse();
    return rehearsal.isDone();
  }

  /** By hand no time passes while it is repeated, so that is given up instead. */
  private RetryingStore.Pause pause(Fence fence) {
    if (!settings.isManual()) {
      return Engine::pause;
    }
    int[] tries = new int[1];
    return millis -> {
      if (++tries[0] >= TRIES_BY_HAND) {
        election.fenced(fence);
      }
    };
  }

  /** Makes what decides. */
  private final class Beginning {
    private final Fence fence;
    private final RetryingStore store;
    private final Optional<UUID> silent;
    private final EventBus events;
    private @Nullable Decider decider;
    private @Nullable NodePlacement placement;
    private @Nullable Desk desk;
    private @Nullable ClusterRuns runs;

    Beginning(Fence fence, RetryingStore store, Optional<UUID> silent, EventBus events) {
      this.fence = fence;
      this.store = store;
      this.silent = silent;
      this.events = events;
    }

    private void make() {
      Turn.Listeners listeners = new Turn.Listeners(fence.holder(), events, parts.waiters(), true);
      Decider.Means means =
          new Decider.Means(
              settings, databaseTime, parts.workshop(), listeners, parts.labels(), this::afterEnds);
      decider = new Decider(store, means, this::execution);
      runs = new ClusterRuns(cluster, decider.parts(), placement, new Reach());
    }

    /** The store refuses the turn, and so nothing follows it. */
    void rehearse() {
      make();
      decider.submit(
          turn -> {
            runs.recover(turn, silent);
            decider.recoverDone(turn);
            turn.send(new Mail.HandedOver(new byte[0])); // or there may be nothing to refuse
          });
      try {
        decider.loop().turn();
      } catch (StoreException e) {
        LOG.debug("What a leader does first was gone through: {}", ExceptionText.message(e));
      }
    }

    void begin() {
      make();
      desk = new Desk(cluster, decider, runs, settings.time(), wakes.mail());
      Term begun = new Term(fence, decider, desk, runs, new Answers());
      decider.submit(this::first);
      standing.forEach(action -> decider.submit(turn -> action.accept(decider.parts(), turn)));
      decider.loop().isSucceeded();
      decider.loop().onEnd(() -> ended(begun));
      term = begun;
      if (!settings.isManual()) {
        decider.loop().start("tempo-engine", true);
      }
      wakes.mail().run();
    }

    /** A take-over that fails is none: another one may come to its end. */
    private void first(Turn turn) {
      try {
        takeOver(turn);
      } catch (RuntimeException | Error e) {
        LOG.error("This node cannot take over", ExceptionText.loggable(e));
        store.giveUp();
        throw new StoreException("This node cannot take over", e);
      }
    }

    private void takeOver(Turn turn) {
      if (restored) {
        new RestoreRecovery(decider.parts()).recover(turn);
        turn.afterCommit(() -> restored = false);
      } else {
        runs.recover(turn, silent);
      }
      decider.recoverDone(turn);
      turn.afterCommit(() -> begun(fence));
    }

    private Decider.Execution execution(Decider made, WorkServices workshop) {
      Supplier<Collection<ActiveRun>> active = () -> made.parts().active().all();
      placement = new NodePlacement(active);
      EnvironmentGate gate = new EnvironmentGate(NodeLaunchers.PREPARES_LATER, made::submit);
      return new Decider.Execution(gate, Optional.of(placement), this::launch, Optional.empty());
    }

    private RunningWork launch(ActiveRun active) {
      if (membership.isMember(active.incarnation())) {
        return worker.begin(active);
      }
      desk.wakeForRuns(active.incarnation());
      return new Reach().of(active);
    }

    private void afterEnds() {
      parts.afterEnds().run();
      placement.ended();
      if (placement.isHolding()) {
        decider.submit(turn -> placement.refresh());
      }
    }

    private final class Reach implements ClusterRuns.Control {
      @Override
      public RunningWork of(ActiveRun active) {
        return cause -> desk.stop(active.run().id(), active.incarnation(), cause);
      }

      @Override
      public void wake(UUID incarnation) {
        desk.wakeNode(incarnation);
      }

      /** A node that gets no more work leaves also this to those that do, and live. */
      @Override
      public void seen(List<NodeStore.NodeState> nodes, Predicate<NodeStore.NodeState> hasBeaten) {
        boolean isDrained =
            nodes.stream().anyMatch(one -> one.node().id().equals(nodeId) && one.isDraining());
        if (isDrained && nodes.stream().filter(this::mayLead).anyMatch(hasBeaten)) {
          election.standBack();
          wakes.lead().run();
        }
      }

      private boolean mayLead(NodeStore.NodeState one) {
        return one.isUp()
            && !one.isDraining()
            && !one.node().id().equals(nodeId)
            && !one.isLeaving()
            && one.node().dataVersion() >= DATA_VERSION;
      }
    }
  }

  @Override
  public Optional<UUID> nodeId() {
    return Optional.of(nodeId); // also without being a member: it may be what the others wait for
  }

  @Override
  public int dataVersion() {
    return DATA_VERSION;
  }

  @Override
  public void ask() {
    cluster.wakeNow(ClusterStore.LEADER_TOPIC, Election.BEAT);
  }

  @Override
  public void elected(Fence fence, Optional<UUID> silent) {
    begin(fence, silent);
  }

  @Override
  public void deposed(Fence fence) {
    Term now = term;
    if (now != null && now.fence().equals(fence) && over(now)) {
      now.decider().parts().store().giveUp();
      now.decider().loop().endWhenIdle();
      if (settings.isManual()) {
        ended(now);
      }
    }
  }

  /** What was asked goes to the next leader from now on, and what was asked before is done. */
  @Override
  public void resigning(Fence fence) {
    Term now = term;
    if (now == null || !now.fence().equals(fence) || !over(now)) {
      return;
    }
    EngineLoop loop = now.decider().loop();
    loop.endWhenIdle();
    if (settings.isManual()) {
      if (loop.hasCommands()) {
        loop.turn();
      }
      ended(now);
      return;
    }
    join(loop);
    now.decider().parts().store().giveUp();
  }

  private static void join(EngineLoop loop) {
    try {
      loop.join(LAST_WORDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public Optional<Object> current() {
    return Optional.ofNullable(term);
  }

  @Override
  public boolean take(Object which, UUID runId, UUID incarnation, Report report, Runnable durable) {
    Term now = term;
    if (now == null || now != which) {
      return false;
    }
    now.decider().submit(turn -> now.runs().told(turn, runId, incarnation, report, durable));
    return true;
  }
}
