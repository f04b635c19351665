package dev.tempo.engine;

import dev.tempo.Job;
import dev.tempo.OverlapPolicy;
import dev.tempo.Run;
import dev.tempo.RunStatus;
import dev.tempo.TempoMessages;
import dev.tempo.engine.cluster.NodeFit;
import dev.tempo.engine.queue.QueueCatalog;
import dev.tempo.engine.turn.RetryingStore;
import dev.tempo.internal.message.RunMessages;
import dev.tempo.message.Message;
import dev.tempo.message.MessageTemplate;
import dev.tempo.store.Store;
import dev.tempo.store.StoreException;
import dev.tempo.store.cluster.NodeStore;
import dev.tempo.value.TimeBounds;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Says why queued runs wait, on any node and whoever decides: from what is stored, and from what
 * this engine holds back if it decides. Of several reasons the one that lasts longest comes first.
 * The store is asked a few times, however many runs there are. Thread-safe.
 */
final class WaitReasons {
  private static final Duration LONG_TURN = Duration.ofSeconds(5);

  /** Of runs whose turn or time has not come, and which nothing else holds back. */
  private static final Set<String> IN_TURN =
      codes(RunMessages.QUEUE_FULL, RunMessages.LATER, RunMessages.AFTER_RUN);

  /** Of queues, in which a run has its place nevertheless. */
  private static final Set<String> OF_QUEUE =
      codes(RunMessages.QUEUE_FULL, RunMessages.QUEUE_PAUSED, RunMessages.ALL_PAUSED);

  private final Store store;
  private final Node node;
  private final InstantSource time;

  WaitReasons(Store store, Node node, InstantSource time) {
    this.store = store;
    this.node = node;
    this.time = time;
  }

  private static Set<String> codes(MessageTemplate... templates) {
    return Stream.of(templates).map(MessageTemplate::code).collect(Collectors.toSet());
  }

  /** Whether a reason is that the turn or the time of a run has not come. */
  static boolean isItsTurn(Message reason) {
    return IN_TURN.contains(reason.code());
  }

  /** Whether a reason is its queue's. */
  static boolean isOfQueue(Message reason) {
    return OF_QUEUE.contains(reason.code());
  }

  /** Why those of these runs wait that are queued, without those that may start at any moment. */
  Map<UUID, Message> of(Collection<Run> runs) {
    List<Run> queued = runs.stream().filter(run -> run.status() == RunStatus.QUEUED).toList();
    if (queued.isEmpty()) {
      return Map.of();
    }
    Look look = new Look(queued);
    Map<UUID, Message> reasons = new HashMap<>();
    queued.forEach(run -> look.reason(run).ifPresent(why -> reasons.put(run.id(), why)));
    return reasons;
  }

  /** What was there at one moment. */
  private final class Look {
    private final Instant now = time.instant();
    private final Optional<Decider> deciding = node.decider();
    private final Optional<Message> ofAll = ofAll(deciding);
    private final QueueCatalog queues = node.queueCatalog();
    private final Optional<List<NodeStore.NodeState>> nodes =
        node.shared().map(cluster -> cluster.nodes().list());
    private final Map<UUID, Job> jobs;
    private final Set<UUID> begun;
    private final Map<String, List<Run>> running;
    private final Map<String, Optional<Message>> fullQueues = new HashMap<>();

    Look(List<Run> queued) {
      Set<UUID> ids = queued.stream().map(Run::jobId).collect(Collectors.toSet());
      jobs =
          store.jobs().findAll(ids).stream()
              .collect(Collectors.toMap(Job::id, Function.identity()));
      List<Run> active = node.underWay();
      begun = active.stream().map(Run::id).collect(Collectors.toSet());
      running = active.stream().collect(Collectors.groupingBy(run -> run.job().queue()));
    }

    Optional<Message> reason(Run run) {
      if (ofAll.isPresent() || begun.contains(run.id())) { // since it was read
        return ofAll;
      }
      Optional<Job> job = Optional.ofNullable(jobs.get(run.jobId()));
      return Stream.<Supplier<Optional<Message>>>of(
              () -> ofTime(run),
              () -> ofPause(run.job().queue()),
              () -> job.flatMap(known -> ofNodes(run, known)),
              () -> deciding.flatMap(one -> one.blockedReason(run)),
              () -> job.flatMap(known -> ofOthers(run, known)),
              () -> ofKey(run),
              () -> ofLimit(run.job().queue()),
              () -> queues.rateReason(run.job().queue(), now))
          .flatMap(source -> source.get().stream())
          .findFirst();
    }

    private Optional<Message> ofTime(Run run) {
      Instant notBefore = run.timeline().notBefore();
      if (notBefore.equals(TimeBounds.MAX_INSTANT)) {
        return run.request()
            .origin()
            .predecessor()
            .map(before -> RunMessages.AFTER_RUN.of(before.runId()));
      }
      boolean isForLater = notBefore.isAfter(run.queuedAt()); // whatever clock queued it
      return isForLater && notBefore.isAfter(now)
          ? Optional.of(RunMessages.LATER.of(notBefore))
          : Optional.empty();
    }

    private Optional<Message> ofPause(String queue) {
      return queues.isPaused(queue)
          ? Optional.of(RunMessages.QUEUE_PAUSED.of(queue))
          : Optional.empty();
    }

    private Optional<Message> ofNodes(Run run, Job job) {
      return nodes.flatMap(all -> NodeFit.obstacle(all, run, job));
    }

    private Optional<Message> ofOthers(Run run, Job job) {
      OverlapPolicy policy = job.policy().overlap();
      boolean waits =
          policy != OverlapPolicy.ALLOW
              && run.isRegular()
              && running.values().stream()
                  .flatMap(List::stream)
                  .anyMatch(other -> other.jobId().equals(job.id()) && other.isRegular());
      return waits ? Optional.of(RunMessages.OVERLAP.of(policy)) : Optional.empty();
    }

    private Optional<Message> ofKey(Run run) {
      Optional<String> key = run.request().attributes().key();
      return key.filter(
              wanted ->
                  runningIn(run.job().queue()).stream()
                      .anyMatch(other -> other.request().attributes().key().equals(key)))
          .map(RunMessages.KEY_TAKEN::of);
    }

    private Optional<Message> ofLimit(String queue) {
      return fullQueues.computeIfAbsent(queue, this::lookAtLimit);
    }

    private Optional<Message> lookAtLimit(String queue) {
      int limit = queues.settings(queue).limit();
      return runningIn(queue).size() >= limit
          ? Optional.of(RunMessages.QUEUE_FULL.of(queue, limit))
          : Optional.empty();
    }

    private List<Run> runningIn(String queue) {
      return running.getOrDefault(queue, List.of());
    }
  }

  private Optional<Message> ofAll(Optional<Decider> deciding) {
    if (!node.isLed()) {
      return Optional.of(RunMessages.NO_LEADER.of());
    }
    Optional<Message> stuck = deciding.flatMap(WaitReasons::problem).map(WaitReasons::stuck);
    if (stuck.isPresent()) {
      return stuck;
    }
    return node.isPaused() ? Optional.of(RunMessages.ALL_PAUSED.of()) : Optional.empty();
  }

  private static Optional<String> problem(Decider deciding) {
    RetryingStore store = deciding.parts().store();
    return deciding
        .loop()
        .problem(LONG_TURN)
        .or(() -> store.failure().map(StoreException::getMessage));
  }

  private static Message stuck(String problem) {
    Optional<Message> known = TempoMessages.templates().recognise(problem);
    return RunMessages.ENGINE_STUCK.of(known.isPresent() ? known.get() : problem);
  }
}
