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
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads for a leader what nodes ask and tell, watches which of them live, and wakes them; off the
 * loop, which it hands everything to. What it has handed over it does not hand over again. Its
 * ticks belong to one thread.
 */
final class Desk {
  private static final Logger LOG = LoggerFactory.getLogger(Desk.class);

  /** What a node is told that was assigned runs; whatever else it is told may mean anything. */
  static final String ASSIGNED = "assigned";

  private static final long LOOK_NANOS = Duration.ofSeconds(1).toNanos();
  private static final long NODES_NANOS = Duration.ofMillis(500).toNanos();
  private static final long PRUNE_NANOS = Duration.ofMinutes(1).toNanos();
  private static final Duration KEEP_FEED = Duration.ofHours(1);
  private static final Duration KEEP_NODES = Duration.ofDays(7);
  private static final int PAGE = 1_000;
  private static final int MOST_TAKEN = 4 * PAGE; // and no more is read before some is dealt with

  private final ClusterStore cluster;
  private final Decider decider;
  private final ClusterRuns runs;
  private final NodeWatch watch;
  private final TimeSource time;
  private final Set<UUID> taken = ConcurrentHashMap.newKeySet();
  private final Set<UUID> toWake = ConcurrentHashMap.newKeySet();
  private final Set<UUID> known = new HashSet<>(); // incarnations that the loop has been told of
  private final Set<UUID> gone = new HashSet<>(); // those of them that it knows to be gone
  private final Map<UUID, Stop> stops = new ConcurrentHashMap<>();
  private final Runnable wake;
  private final AtomicBoolean isAsked = new AtomicBoolean(true); // what came before is not known
  private final AtomicBoolean isTold = new AtomicBoolean(true);
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
    this.wake =
        () -> {
          expectAll(); // whatever it is told of besides
          wake.run();
        };
    this.watch = new NodeWatch(cluster.nodes(), time);
    this.prunedNanos = time.nanoTime();
    this.lookedNanos = time.nanoTime() - NODES_NANOS;
  }

  /** Wakes a node that was assigned runs; soon, if that fails now. By any thread. */
  void wakeForRuns(UUID incarnation) {
    wakeNode(incarnation, ASSIGNED);
  }

  /** Wakes a node to look at all that is its; soon, if that fails now. By any thread. */
  void wakeNode(UUID incarnation) {
    wakeNode(incarnation, "");
  }

  private void wakeNode(UUID incarnation, String reason) {
    try {
      cluster.wake(ClusterStore.topicOf(incarnation), reason);
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

  /** There is this in the mailbox; where nothing is said, there may be anything. By any thread. */
  void expect(String mail) {
    isAsked.compareAndSet(false, !mail.equals(Mailbox.TOLD));
    isTold.compareAndSet(false, !mail.equals(Mailbox.ASKED));
  }

  private void expectAll() {
    expect("");
  }

  /** Looks after all, or what it was told of; how long until the next time. */
  long tick() {
    boolean asked = isAsked.getAndSet(false);
    boolean told = isTold.getAndSet(false);
    boolean isDue = time.nanoTime() - lookedNanos >= NODES_NANOS;
    try {
      wakeNodes();
      postStops();
      if (asked || !told || isDue) { // first, as somebody waits for an answer
        readCommands();
      }
      if (told || !asked || isDue) {
        readOutcomes(isDue);
      }
      if (time.nanoTime() - prunedNanos >= PRUNE_NANOS) {
        prunedNanos = time.nanoTime();
        cluster.feed().prune(KEEP_FEED);
        cluster.nodes().prune(KEEP_NODES);
      }
    } catch (StoreException e) {
      expectAll(); // it may not have been read
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
  private void readOutcomes(boolean isDue) {
    List<Mailbox.Outcome> told = taken.size() < MOST_TAKEN ? outcomes(List.of()) : List.of();
    if (isDue || told.stream().anyMatch(one -> !known.contains(one.incarnation()))) {
      look();
      return;
    }
    told.forEach(this::take);
    if (told.size() == PAGE) {
      wake.run(); // there may be more
    }
  }

  private void look() {
    List<NodeStore.NodeState> nodes = watch.look();
    Set<UUID> joined =
        nodes.stream()
            .filter(NodeStore.NodeState::isUp)
            .map(NodeStore.NodeState::incarnation)
            .filter(incarnation -> !known.contains(incarnation))
            .collect(Collectors.toSet());
    List<Mailbox.Outcome> later = takeBefore(nodes, joined);
    lookedNanos = time.nanoTime();
    for (NodeStore.NodeState state : nodes) {
      known.add(state.incarnation());
      if (!state.isUp()) {
        gone.add(state.incarnation());
      }
    }
    decider.submit(new Looked(nodes, watch.silent()));
    later.forEach(this::take);
  }

  /** All that there is, if some node has come or gone; what is to be taken after that is known. */
  private List<Mailbox.Outcome> takeBefore(List<NodeStore.NodeState> nodes, Set<UUID> joined) {
    boolean isNews =
        !joined.isEmpty()
            || nodes.stream().anyMatch(one -> !one.isUp() && !gone.contains(one.incarnation()));
    List<Mailbox.Outcome> later = new ArrayList<>();
    boolean goesOn = isNews || taken.size() < MOST_TAKEN;
    while (goesOn) {
      List<Mailbox.Outcome> page = outcomes(later);
      for (Mailbox.Outcome outcome : page) {
        if (joined.contains(outcome.incarnation())) {
          later.add(outcome);
        } else {
          take(outcome);
        }
      }
      goesOn = isNews && page.size() == PAGE;
      if (!isNews && page.size() == PAGE) {
        wake.run();
      }
    }
    return later;
  }

  /** A page of those that are neither taken nor among these. */
  private List<Mailbox.Outcome> outcomes(List<Mailbox.Outcome> besides) {
    Set<UUID> read = new HashSet<>(taken);
    besides.forEach(one -> read.add(one.id()));
    return cluster.mailbox().outcomes(PAGE, read);
  }

  private void take(Mailbox.Outcome outcome) {
    if (taken.add(outcome.id())) {
      decider.submit(new Told(outcome));
    }
  }

  private void readCommands() {
    int fresh = 0;
    for (Mailbox.Command command : cluster.mailbox().commands(PAGE + taken.size())) {
      if (taken.add(command.id())) {
        fresh++;
        decider.submit(asked(command));
      }
    }
    if (fresh >= PAGE) {
      wake.run(); // there may be more
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
    if (taken.remove(id) && taken.size() == MOST_TAKEN - 1) {
      wake.run();
    }
  }

  /** The nodes were looked at. */
  private final class Looked implements LoopCommand {
    private final List<NodeStore.NodeState> nodes;
    private final Set<UUID> silent;

    Looked(List<NodeStore.NodeState> nodes, Set<UUID> silent) {
      this.nodes = nodes;
      this.silent = silent;
    }

    @Override
    public void apply(Turn turn) {
      runs.nodes(turn, nodes, silent);
    }
  }

  /** A node has told something of a run. */
  private final class Told implements LoopCommand {
    private final Mailbox.Outcome outcome;
    private final @Nullable Report report;
    private final @Nullable RuntimeException unreadable;

    /** It is read here, and not on the loop. */
    Told(Mailbox.Outcome outcome) {
      this.outcome = outcome;
      Report read = null;
      RuntimeException failure = null;
      try {
        read = Requests.report(outcome);
      } catch (RuntimeException e) {
        failure = e;
      }
      this.report = read;
      this.unreadable = failure;
    }

    @Override
    public void apply(Turn turn) {
      if (report == null) {
        throw unreadable;
      }
      dealWith(turn);
      turn.afterCommit(() -> decider.parts().backoffs().over(outcome.id()));
      runs.told(turn, outcome.runId(), outcome.incarnation(), report, () -> {});
    }

    private void dealWith(Turn turn) {
      turn.send(new Mail.Dealt(outcome.id()));
      turn.afterCommit(() -> done(outcome.id()));
    }

    @Override
    public Decision decision() {
      return Decision.of(
          Decision.Subject.of("Dealing with what a node told").run(outcome.runId()),
          (turn, failure) -> failed(turn));
    }

    /** Its node does not tell it again. */
    private void failed(Turn turn) {
      if (report == null) {
        dealWith(turn);
      } else {
        decider.parts().backoffs().later(turn, outcome.id(), this::again);
      }
    }

    private void again(Turn turn) {
      decider.parts().isolation().attempt(turn, decision(), this);
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
