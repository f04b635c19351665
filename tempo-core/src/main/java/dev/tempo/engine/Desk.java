package dev.tempo.engine;

import dev.tempo.engine.cluster.NodeWatch;
import dev.tempo.engine.cluster.Report;
import dev.tempo.engine.cluster.WireFormat;
import dev.tempo.engine.state.StopCause;
import dev.tempo.engine.turn.Decision;
import dev.tempo.engine.turn.ExceptionText;
import dev.tempo.engine.turn.LoopCommand;
import dev.tempo.engine.turn.Mail;
import dev.tempo.engine.turn.Turn;
import dev.tempo.store.StoreException;
import dev.tempo.store.cluster.ClusterStore;
import dev.tempo.store.cluster.Mailbox;
import dev.tempo.store.cluster.NodeStore;
import dev.tempo.time.TimeSource;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads for a leader what nodes ask and tell, watches which of them live, and wakes them; off the
 * loop, which it hands everything to. What it has handed over it does not hand over again. Its
 * ticks belong to one thread.
 */
final class Desk {
  private static final Logger LOG = LoggerFactory.getLogger(Desk.class);
  private static final long LOOK_NANOS = Duration.ofSeconds(1).toNanos();
  private static final long NODES_NANOS = Duration.ofMillis(500).toNanos();
  private static final long PRUNE_NANOS = Duration.ofMinutes(1).toNanos();
  private static final Duration KEEP_FEED = Duration.ofHours(1);
  private static final Duration KEEP_NODES = Duration.ofDays(7);
  private static final int PAGE = 1_000;

  private final ClusterStore cluster;
  private final Decider decider;
  private final ClusterRuns runs;
  private final NodeWatch watch;
  private final TimeSource time;
  private final Set<UUID> taken = ConcurrentHashMap.newKeySet();
  private final Set<UUID> toWake = ConcurrentHashMap.newKeySet();
  private final Set<UUID> known = new HashSet<>(); // incarnations that the loop has been told of
  private final Map<UUID, Stop> stops = new ConcurrentHashMap<>();
  private final Runnable wake;
  private long prunedNanos;
  private long lookedNanos;

  private record Stop(UUID incarnation, StopCause cause) {}

  /**
   * One that has read nothing yet.
   *
   * @param wake has it looked soon
   */
  Desk(ClusterStore cluster, Decider decider, ClusterRuns runs, TimeSource time, Runnable wake) {
    this.cluster = cluster;
    this.decider = decider;
    this.runs = runs;
    this.time = time;
    this.wake = wake;
    this.watch = new NodeWatch(cluster.nodes(), time);
    this.prunedNanos = time.nanoTime();
    this.lookedNanos = time.nanoTime() - NODES_NANOS;
  }

  /** Wakes a node, since there is something for it; soon, if that fails now. By any thread. */
  void wakeNode(UUID incarnation) {
    try {
      cluster.wake(ClusterStore.topicOf(incarnation), "");
    } catch (StoreException e) {
      toWake.add(incarnation);
      wake.run();
    }
  }

  /** Asks a node soon to end a run. By any thread. */
  void stop(UUID runId, UUID incarnation, StopCause cause) {
    stops.put(runId, new Stop(incarnation, cause));
    wake.run();
  }

  /** Looks after all; how long until the next time. */
  long tick() {
    try {
      wakeNodes();
      postStops();
      readOutcomes();
      readCommands();
      if (time.nanoTime() - prunedNanos >= PRUNE_NANOS) {
        prunedNanos = time.nanoTime();
        cluster.feed().prune(KEEP_FEED);
        cluster.nodes().prune(KEEP_NODES);
      }
    } catch (StoreException e) {
      LOG.debug("The mailbox cannot be looked at: {}", ExceptionText.message(e));
    }
    return LOOK_NANOS;
  }

  private void wakeNodes() {
    for (UUID incarnation : Set.copyOf(toWake)) {
      toWake.remove(incarnation);
      cluster.wake(ClusterStore.topicOf(incarnation), "");
    }
  }

  private void postStops() {
    for (Map.Entry<UUID, Stop> stop : Map.copyOf(stops).entrySet()) {
      Stop asked = stop.getValue();
      cluster
          .mailbox()
          .requestStop(stop.getKey(), asked.incarnation(), WireFormat.write(asked.cause()));
      stops.remove(stop.getKey(), asked);
    }
  }

  /**
   * What nodes told before they were declared dead counts before that verdict; and what a node
   * tells that has just joined does after it is known.
   */
  private void readOutcomes() {
    List<Mailbox.Outcome> told = newOutcomes();
    boolean isDue = time.nanoTime() - lookedNanos >= NODES_NANOS;
    if (isDue || told.stream().anyMatch(one -> !known.contains(one.incarnation()))) {
      List<NodeStore.NodeState> nodes = watch.look();
      told = newOutcomes();
      Set<UUID> joined =
          nodes.stream()
              .filter(NodeStore.NodeState::isUp)
              .map(NodeStore.NodeState::incarnation)
              .filter(incarnation -> !known.contains(incarnation))
              .collect(Collectors.toSet());
      told.stream().filter(one -> !joined.contains(one.incarnation())).forEach(this::take);
      lookedNanos = time.nanoTime();
      nodes.forEach(state -> known.add(state.incarnation()));
      decider.submit(new Looked(nodes));
    }
    told.forEach(this::take);
  }

  private List<Mailbox.Outcome> newOutcomes() {
    List<Mailbox.Outcome> page = cluster.mailbox().outcomes(PAGE, taken);
    if (page.size() == PAGE) {
      wake.run(); // there may be more
    }
    return page.stream().filter(outcome -> !taken.contains(outcome.id())).toList();
  }

  private void take(Mailbox.Outcome outcome) {
    if (taken.add(outcome.id())) {
      decider.submit(new Told(outcome));
    }
  }

  private void readCommands() {
    for (Mailbox.Command command : cluster.mailbox().commands(PAGE + taken.size())) {
      if (taken.add(command.id())) {
        decider.submit(asked(command));
      }
    }
  }

  private LoopCommand asked(Mailbox.Command command) {
    try {
      return new Asked<>(command.id(), Requests.read(command));
    } catch (RuntimeException e) {
      return turn -> answer(turn, command.id(), e);
    }
  }

  private void answer(Turn turn, UUID commandId, Throwable failure) {
    byte[] body = WireFormat.write(Failure.of(failure));
    turn.send(new Mail.Answered(new Mailbox.Answer(commandId, false, body)));
    turn.afterCommit(() -> done(commandId));
  }

  private void done(UUID id) {
    taken.remove(id);
  }

  /** The nodes were looked at. */
  private final class Looked implements LoopCommand {
    private final List<NodeStore.NodeState> nodes;

    Looked(List<NodeStore.NodeState> nodes) {
      this.nodes = nodes;
    }

    @Override
    public void apply(Turn turn) {
      runs.nodes(turn, nodes);
    }
  }

  /** A node has told something of a run. */
  private final class Told implements LoopCommand {
    private final Mailbox.Outcome outcome;
    private final Supplier<Report> report;

    Told(Mailbox.Outcome outcome) {
      this.outcome = outcome;
      this.report = read(outcome);
    }

    /** Here and not on the loop, unless it cannot be read, for which the decision answers. */
    private static Supplier<Report> read(Mailbox.Outcome outcome) {
      try {
        Report report = Requests.report(outcome);
        return () -> report;
      } catch (RuntimeException e) {
        return () -> {
          throw e;
        };
      }
    }

    @Override
    public void apply(Turn turn) {
      turn.send(new Mail.Dealt(outcome.id()));
      turn.afterCommit(() -> done(outcome.id()));
      runs.told(turn, outcome.runId(), outcome.incarnation(), report.get(), () -> {});
    }

    @Override
    public Decision decision() {
      return Decision.of(
          Decision.Subject.of("Dealing with what a node told").run(outcome.runId()),
          (turn, failure) -> turn.send(new Mail.Dealt(outcome.id())));
    }
  }

  /** A node has asked for something. */
  private final class Asked<T> implements LoopCommand {
    private final UUID commandId;
    private final Request<T> request;

    Asked(UUID commandId, Request<T> request) {
      this.commandId = commandId;
      this.request = request;
    }

    @Override
    public void apply(Turn turn) {
      byte[] body = WireFormat.write(request.decide(decider.parts(), turn));
      turn.send(new Mail.Answered(new Mailbox.Answer(commandId, true, body)));
      turn.afterCommit(() -> done(commandId));
    }

    @Override
    public List<?> edits() {
      return request.edits();
    }

    @Override
    public Decision decision() {
      return Decision.asked(
          Decision.Subject.of("A request of a node"),
          (turn, failure) -> answer(turn, commandId, failure));
    }
  }

  /** Which runs are not to be taken for lost, since what became of them waits here. */
  static Set<UUID> toldOf(ClusterStore cluster) {
    Set<UUID> all = new LinkedHashSet<>();
    Consumer<Mailbox.Outcome> note = outcome -> all.add(outcome.runId());
    cluster.mailbox().outcomes(Integer.MAX_VALUE).forEach(note);
    return all;
  }
}
