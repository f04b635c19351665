package dev.tempo.engine;

import dev.tempo.Job;
import dev.tempo.Run;
import dev.tempo.RunResult;
import dev.tempo.engine.cluster.NodePlacement;
import dev.tempo.engine.cluster.Report;
import dev.tempo.engine.cluster.WireFormat;
import dev.tempo.engine.state.ActiveRun;
import dev.tempo.engine.state.RunOutcome;
import dev.tempo.engine.state.RunningWork;
import dev.tempo.engine.turn.Decision;
import dev.tempo.engine.turn.DurationFormat;
import dev.tempo.engine.turn.Mail;
import dev.tempo.engine.turn.TimerQueue;
import dev.tempo.engine.turn.Turn;
import dev.tempo.engine.work.LostAfter;
import dev.tempo.event.Event;
import dev.tempo.internal.message.RunMessages;
import dev.tempo.store.Change;
import dev.tempo.store.cluster.ClusterStore;
import dev.tempo.store.cluster.NodeStore;
import dev.tempo.task.ScriptTask;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a leader knows of runs on nodes: takes over those that are under way when it begins, takes
 * what nodes tell of them, and loses those of nodes that are gone: handlers at once, scripts after
 * the time that their job says, unless their node comes back and names them. Used by the loop's
 * thread alone.
 */
final class ClusterRuns {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterRuns.class);

  private final ClusterStore cluster;
  private final EngineComponents parts;
  private final NodePlacement placement;
  private final Control control;
  private final Map<UUID, TimerQueue.Key> losing = new HashMap<>();
  private final Map<UUID, Long> startBeats = new HashMap<>();
  private final Map<UUID, UUID> nodeOf = new HashMap<>(); // of each incarnation that was seen
  private final Set<UUID> suspects = new HashSet<>(); // incarnations, until they beat
  private Handover handover = Handover.NONE;
  private boolean mayFireStartup;

  /** How nodes are reached. */
  interface Control {
    /** What can be done to a run that goes on. */
    RunningWork of(ActiveRun run);

    /** Something of a node has changed that it should see. */
    void wake(UUID incarnation);

    /** These are the nodes; which of those that are up have shown that they live is told, too. */
    void seen(List<NodeStore.NodeState> nodes, Predicate<NodeStore.NodeState> hasBeaten);
  }

  ClusterRuns(
      ClusterStore cluster, EngineComponents parts, NodePlacement placement, Control control) {
    this.cluster = cluster;
    this.parts = parts;
    this.placement = placement;
    this.control = control;
    parts.onPause((turn, paused) -> handOver(turn, new Handover(paused, handover.knownAt())));
    parts.onLook(this::lookAgain);
  }

  /**
   * Takes up what is there, whoever led before.
   *
   * @param silent the node that led, if it may be dead: it gets nothing until it beats
   */
  void recover(Turn turn, Optional<UUID> silent) {
    Recovery.advanceIds(parts);
    parts.follower().recover();
    parts.admission().followers().recover();
    List<NodeStore.NodeState> nodes = look();
    nodes.stream()
        .filter(one -> silent.filter(one.node().id()::equals).isPresent())
        .map(NodeStore.NodeState::incarnation)
        .forEach(suspects::add);
    see(nodes, Set.of());
    Set<UUID> told = parts.store().ask(all -> Desk.toldOf(cluster));
    List<ClusterStore.Assignment> all = parts.store().ask(any -> cluster.assignments());
    all.forEach(one -> recover(turn, one, told));
    if (!all.isEmpty()) {
      turn.afterCommit(
          () -> LOG.info("Runs that are under way as this node begins to lead: {}", all.size()));
    }
    parts.queues().recover(turn, parts.isolation());
    handover = parts.store().ask(any -> Handover.of(cluster));
    if (handover.paused()) {
      parts.pause(turn, true);
    }
    beginStart(turn, nodes);
  }

  private List<NodeStore.NodeState> look() {
    return parts.store().ask(all -> cluster.nodes().list());
  }

  private void recover(Turn turn, ClusterStore.Assignment one, Set<UUID> told) {
    Run run = one.run();
    Decision decision =
        Decision.of(
            Decision.Subject.ofJob("Taking over a run", run.jobId()).run(run.id()),
            (next, failure) ->
                parts.backoffs().later(next, run.id(), again -> recover(again, one, told)));
    parts.isolation().attempt(turn, decision, next -> takeOver(next, one, told));
  }

  private void takeOver(Turn turn, ClusterStore.Assignment one, Set<UUID> told) {
    Run run = one.run();
    Optional<Job> job = parts.jobs().find(run.jobId());
    boolean isUp = placement.isUp(one.incarnation());
    boolean isScript = job.filter(known -> known.task() instanceof ScriptTask).isPresent();
    if (job.isPresent() && (isUp || isScript || told.contains(run.id()))) {
      ActiveRun active = parts.active().add(run, job.get(), one.incarnation());
      parts.queues().adopted(run);
      active.execution(control.of(active));
      if (!isUp && !told.contains(run.id())) {
        loseLater(turn, active);
      }
    } else {
      String reason =
          job.isPresent() ? RunMessages.NODE_LOST.text() : RunMessages.JOB_DELETED_RUNNING.text();
      new LostRuns(parts).markLost(turn, run, job.filter(known -> !isEdited(run, known)), reason);
    }
    turn.afterCommit(() -> parts.backoffs().over(run.id()));
  }

  /**
   * These are the nodes now.
   *
   * @param unheard incarnations that have been silent for some seconds
   */
  void nodes(Turn turn, List<NodeStore.NodeState> all, Set<UUID> unheard) {
    see(all, unheard);
    for (ActiveRun active : parts.active().all()) {
      if (!placement.isUp(active.incarnation())) {
        departed(turn, active);
      }
    }
    lookAtStart(turn, all);
    turn.afterCommit(() -> control.seen(all, this::hasBeaten));
  }

  /**
   * What nodes say of themselves that are known already. Who has come or gone is seen in the order
   * of the desk, since what nodes told counts before they are given up.
   */
  private void lookAgain(Turn turn) {
    List<NodeStore.NodeState> known = placement.renew(look());
    turn.afterCommit(() -> control.seen(known, this::hasBeaten));
  }

  private void see(List<NodeStore.NodeState> all, Set<UUID> unheard) {
    all.stream()
        .filter(one -> suspects.contains(one.incarnation()) && hasBeaten(one))
        .forEach(one -> suspects.remove(one.incarnation()));
    Set<UUID> silent = new HashSet<>(suspects);
    silent.addAll(unheard);
    placement.nodes(all, silent);
    all.forEach(state -> nodeOf.put(state.incarnation(), state.node().id()));
  }

  private void departed(Turn turn, ActiveRun active) {
    if (active.job().task() instanceof ScriptTask) {
      loseLater(turn, active);
    } else {
      lose(turn, active);
    }
  }

  private void loseLater(Turn turn, ActiveRun active) {
    Duration patience = LostAfter.of(active.job().policy());
    losing.computeIfAbsent(
        active.run().id(),
        runId ->
            parts
                .deadlines()
                .at(turn.nanos() + DurationFormat.nanos(patience), due -> loseNow(due, active)));
  }

  private void loseNow(Turn turn, ActiveRun active) {
    losing.remove(active.run().id());
    boolean isActive = parts.active().find(active.run().id()) == active;
    if (isActive && !placement.isUp(active.incarnation())) {
      lose(turn, active);
    }
  }

  /** What ends a script that goes on without its node was settled as it began, by its job then. */
  private void lose(Turn turn, ActiveRun active) {
    if (isEdited(active.run(), active.job())) {
      active.unguarded();
    }
    RunResult result = RunResult.failed(RunMessages.NODE_LOST.text());
    parts.endings().ended(turn, active, RunOutcome.lost(result, () -> {}));
  }

  private static boolean isEdited(Run run, Job job) {
    return run.job().version() != job.version();
  }

  /**
   * A node has told something of a run that it executes.
   *
   * @param durable is done once what follows is durable
   */
  void told(Turn turn, UUID runId, UUID incarnation, Report report, Runnable durable) {
    if (report instanceof Report.FoundAll) {
      loseUnnamed(turn, incarnation);
    }
    ActiveRun active = parts.active().find(runId);
    if (active == null || !mayTell(active, incarnation)) {
      if (active == null && report instanceof Report.Ended ended) {
        new LateOutcomes(parts).told(turn, runId, ended);
      }
      turn.afterCommit(durable);
      return;
    }
    switch (report) {
      case Report.Ended ended -> {
        drop(runId);
        ended.stop().ifPresent(active::stopped);
        parts.endings().ended(turn, active, ended.outcome(durable));
      }
      case Report.Read read -> {
        Run run = active.read(read.sha256());
        turn.change(new Change.ReadScript(runId, read.sha256()));
        turn.publish(() -> new Event.ScriptRead(turn.now(), run, read.script()));
      }
      case Report.HandedOver handed -> turn.change(new Change.KeepResult(runId, handed.text()));
      case Report.Found found -> move(turn, active, incarnation);
      case Report.FoundAll all -> {}
    }
  }

  /** Its own node, or, of a script whose node is gone, that under its next incarnation. */
  private boolean mayTell(ActiveRun active, UUID incarnation) {
    return active.incarnation().equals(incarnation)
        || active.job().task() instanceof ScriptTask && !placement.isUp(active.incarnation());
  }

  /**
   * A node that is back has named all that it has: what it had besides is not there any more. What
   * was said under an incarnation that is gone says nothing about later ones.
   */
  private void loseUnnamed(Turn turn, UUID incarnation) {
    UUID nodeId = nodeOf.get(incarnation);
    if (nodeId == null || !placement.isUp(incarnation)) {
      return;
    }
    for (ActiveRun active : List.copyOf(parts.active().all())) {
      boolean isGone = !placement.isUp(active.incarnation());
      if (isGone && nodeId.equals(nodeOf.get(active.incarnation()))) {
        drop(active.run().id());
        lose(turn, active);
      }
    }
  }

  private void move(Turn turn, ActiveRun active, UUID incarnation) {
    if (active.incarnation().equals(incarnation)) {
      return;
    }
    drop(active.run().id());
    active.moved(incarnation);
    turn.send(new Mail.Moved(active.run().id(), incarnation));
    turn.afterCommit(() -> active.execution(control.of(active)));
    turn.afterCommit(() -> control.wake(incarnation));
  }

  private void drop(UUID runId) {
    TimerQueue.Key key = losing.remove(runId);
    if (key != null) {
      parts.deadlines().cancel(key);
    }
  }

  private void handOver(Turn turn, Handover next) {
    handover = next;
    turn.send(new Mail.HandedOver(WireFormat.write(next)));
  }

  /** Whether this is the cluster's start, or its life goes on, is shown by nodes that live. */
  private void beginStart(Turn turn, List<NodeStore.NodeState> nodes) {
    mayFireStartup = true;
    nodes.stream()
        .filter(NodeStore.NodeState::isUp)
        .forEach(state -> startBeats.put(state.incarnation(), state.beat()));
    lookAtStart(turn, nodes);
  }

  /**
   * What fires at the start fires once in the life of a cluster, which goes on as long as some node
   * lives that was known to belong to it.
   */
  private void lookAtStart(Turn turn, List<NodeStore.NodeState> nodes) {
    List<NodeStore.NodeState> up = nodes.stream().filter(NodeStore.NodeState::isUp).toList();
    if (mayFireStartup) {
      Optional<Instant> known = handover.knownAt();
      List<NodeStore.NodeState> older =
          up.stream()
              .filter(one -> known.filter(at -> !one.joinedAt().isAfter(at)).isPresent())
              .toList();
      boolean goesOn = older.stream().anyMatch(this::hasBeaten);
      if (!goesOn && !older.isEmpty()) {
        return; // they may be dead, which shows soon
      }
      mayFireStartup = false;
      if (!goesOn) {
        parts.timer().fireStartup(turn, parts.isolation());
      }
    }
    boolean areNew =
        up.stream()
            .anyMatch(
                one -> handover.knownAt().filter(at -> !one.joinedAt().isAfter(at)).isEmpty());
    if (areNew) {
      Instant newest =
          up.stream().map(NodeStore.NodeState::joinedAt).max(Instant::compareTo).orElseThrow();
      handOver(turn, new Handover(handover.paused(), Optional.of(newest)));
    }
  }

  /** Whether its beat has moved since it was first asked about by this leader. */
  private boolean hasBeaten(NodeStore.NodeState one) {
    Long first = startBeats.putIfAbsent(one.incarnation(), one.beat());
    return first != null && first != one.beat();
  }
}
