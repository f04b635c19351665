package dev.tempo.engine.queue;

import dev.tempo.Job;
import dev.tempo.OverlapPolicy;
import dev.tempo.QueueSettings;
import dev.tempo.Run;
import dev.tempo.RunResult;
import dev.tempo.RunStatus;
import dev.tempo.engine.state.ActiveRun;
import dev.tempo.engine.state.ActiveRuns;
import dev.tempo.engine.state.EngineState;
import dev.tempo.engine.state.JobActivity;
import dev.tempo.engine.state.JobCatalog;
import dev.tempo.engine.state.PendingRequests;
import dev.tempo.engine.state.StopCause;
import dev.tempo.engine.turn.Decision;
import dev.tempo.engine.turn.Isolation;
import dev.tempo.engine.turn.RetryingStore;
import dev.tempo.engine.turn.TimerQueue;
import dev.tempo.engine.turn.Turn;
import dev.tempo.internal.message.RunMessages;
import dev.tempo.message.Message;
import dev.tempo.store.Change;
import dev.tempo.store.QueueState;
import dev.tempo.store.RunPage;
import dev.tempo.store.RunQuery;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * All queues: where runs wait, and from where they start. Used by the loop's thread alone.
 *
 * <p>A run that waits is in one of four places: in its queue, ready or until its instant comes;
 * blocked in its job's {@link JobActivity}, since another run of the job has to end first; held at
 * the {@link EnvironmentGate}, since its environment is not ready; or delayed, since it is a retry
 * whose time has not come.
 */
public final class RunQueues {
  private static final int PAGE = 1_000;
  private static final long AGAIN_NANOS = Duration.ofSeconds(10).toNanos();

  private final RetryingStore store;
  private final JobCatalog jobs;
  private final JobActivity.Index activities;
  private final TimerQueue deadlines;
  private final ActiveRuns active;
  private final QueueCatalog catalog;
  private final Map<UUID, String> waitingForKeys = new ConcurrentHashMap<>();
  private final RateWaits rates;
  private final EnvironmentGate gate;
  private final Placement placement;
  private final Map<String, RunQueue> queues = new HashMap<>();
  private final DelayedRuns delayed;
  private final Unblocking unblocking;
  private BiConsumer<Turn, Run> onCancelled = (turn, run) -> {};
  private Consumer<Run> onForgotten = run -> {};
  private final Set<String> resting = new HashSet<>();
  private Unstartable unstartable = (turn, run, failure) -> startLater(turn, run);
  private volatile boolean held;

  /** Decides what becomes of a run that could not be started. */
  @FunctionalInterface
  public interface Unstartable {
    void accept(Turn turn, Run run, Throwable failure);
  }

  public RunQueues(
      EngineState state,
      Map<String, QueueSettings> settings,
      EnvironmentGate gate,
      Placement placement) {
    this.gate = gate;
    this.placement = placement;
    gate.onReady(run -> queue(run.job().queue()).addBack(run));
    placement.onRoom(run -> queue(run.job().queue()).addBack(run));
    this.store = state.store();
    this.jobs = state.jobs();
    this.activities = state.activities();
    this.deadlines = state.deadlines();
    this.delayed = new DelayedRuns(deadlines);
    this.unblocking = new Unblocking(state, this::queue);
    this.active = state.active();
    this.catalog = new QueueCatalog(settings);
    this.rates = new RateWaits(deadlines, catalog);
  }

  /** Says who is told of each run that is cancelled while it waits. */
  public void onCancelled(BiConsumer<Turn, Run> listener) {
    onCancelled = listener;
  }

  /** Takes up what an earlier engine left waiting. */
  public void recover(Turn turn, Isolation isolation) {
    recoverStates(turn);
    for (String name : store.ask(all -> all.runs().queuesInUse())) {
      queue(name).recover(store.ask(all -> all.runs().priorities(name)));
    }
    refill(turn, isolation);
  }

  /** Takes up how queues were set up and which were paused, but nothing that waits. */
  public void recoverStates(Turn turn) {
    for (QueueState state : store.ask(all -> all.queues().list())) {
      show(state); // it may have taken an adopted run already
      queue(state.name())
          .rate()
          .ifPresent(rate -> rate.restore(state.permitUses(), turn.now(), turn.nanos()));
    }
  }

  /** A queue is as it is stored. */
  public void show(QueueState state) {
    catalog.state(state);
    RunQueue queue = queue(state.name());
    queue.settings(catalog.settings(state.name()));
    queue.pause(state.paused());
  }

  /** How a queue is stored. */
  public QueueState state(String name) {
    return catalog.state(name);
  }

  /** Changes how a queue is stored, and is, from now on. */
  public void change(Turn turn, QueueState state) {
    show(state);
    turn.change(new Change.SaveQueue(state));
  }

  /** Puts a run that is new to this engine where it has to wait. */
  void add(Turn turn, Run run) {
    if (DelayedRuns.isDelayed(turn, run)) {
      delayed.add(turn, run, this::delayIsOver);
    } else {
      queue(run.job().queue()).add(run, turn.now());
    }
  }

  /** Reads on where a queue's window has become empty. */
  public void refill(Turn turn, Isolation isolation) {
    for (RunQueue queue : List.copyOf(queues.values())) {
      while (queue.wantsMore(turn.now()) && !resting.contains(queue.settings().name())) {
        isolation.attempt(turn, reading(queue), next -> refill(next, queue));
      }
    }
  }

  private void refill(Turn turn, RunQueue queue) {
    for (Run run : queue.readMore(store, turn.now())) {
      addRead(turn, queue, run);
    }
  }

  private Decision reading(RunQueue queue) {
    String name = queue.settings().name();
    return Decision.of(
        Decision.Subject.of("Reading what waits in the queue '" + name + "'"),
        (turn, failure) -> {
          resting.add(name);
          deadlines.at(turn.nanos() + AGAIN_NANOS, due -> resting.remove(name));
        });
  }

  /** When a run may start next that waits for its time, or is to be read from the store. */
  public Instant nextAfter(Instant now) {
    Instant next = Instant.MAX;
    if (!held) {
      for (RunQueue queue : queues.values()) {
        boolean reads = queue.wantsMore(now) && !resting.contains(queue.settings().name());
        Instant at = reads ? now : queue.nextAfter(now);
        next = at.isBefore(next) ? at : next;
      }
    }
    return next;
  }

  /** Starts all runs that can start. */
  public void dispatch(Turn turn, Isolation isolation) {
    if (held) {
      return;
    }
    unblocking.settleAgain();
    for (RunQueue queue : List.copyOf(queues.values())) {
      while (queue.hasWork(turn.now(), turn.nanos())) {
        Run run = queue.poll(turn.now());
        isolation.attempt(turn, starting(run), next -> startOrBlock(next, queue, run));
      }
      rates.note(turn, isolation, queue);
    }
  }

  private Decision starting(Run run) {
    return Decision.of(
        Decision.Subject.ofRun("Starting a run", run),
        (turn, failure) -> {
          remove(run);
          unstartable.accept(turn, run, failure);
        });
  }

  /** Says what becomes of a run whose start failed; it waits nowhere then. */
  public void onUnstartable(Unstartable action) {
    unstartable = action;
  }

  /** Lets a queued run start a while later. */
  public void startLater(Turn turn, Run run) {
    delayed.add(turn, run, AGAIN_NANOS, this::delayIsOver);
  }

  /**
   * Lets a run start in the next turn that is known as started, and whose work has not begun. It
   * waits nowhere else then.
   */
  public void startAgain(Turn turn, Run run) {
    remove(run);
    takeAsWaiting(run);
    delayed.add(turn, run, 0, this::delayIsOver);
  }

  /** True if a queued run waits for its time. */
  public boolean isDelayed(UUID runId) {
    return delayed.contains(runId);
  }

  /** Takes up a queued run as the store has it. */
  public void takeUp(Turn turn, Run run) {
    addRead(turn, queue(run.job().queue()), run);
  }

  /** How much runs is what is active. */
  public void recount() {
    Map<String, List<Run>> running =
        active.all().stream()
            .map(ActiveRun::run)
            .collect(Collectors.groupingBy(run -> run.job().queue()));
    queues.forEach((name, queue) -> queue.running(running.getOrDefault(name, List.of())));
  }

  /** Lets the first of a job's blocked runs start if nothing of it runs. */
  public void settle(UUID jobId) {
    unblocking.settle(jobId);
  }

  /** A run has ended: what waited for it may be looked at again. */
  public void ended(Run run) {
    queue(run.job().queue()).ended(run);
    if (run.isRegular()) {
      activities.of(run.jobId()).ended();
    }
    settle(run.jobId());
  }

  /** A run that an earlier engine started goes on: it takes its place. */
  public void adopted(Run run) {
    queue(run.job().queue()).adopted(run);
    if (run.isRegular()) {
      activities.of(run.jobId()).started(run.id());
    }
  }

  /** Puts a run back that had left its queue but has never begun; it is the first again. */
  public void requeue(Turn turn, Run run) {
    turn.requeued(run);
    queue(run.job().queue()).addBack(run);
    takeAsWaiting(run);
  }

  /** A queued run may start from now on, as soon as that is durable; in the next turn. */
  void released(Turn turn, Run run) {
    turn.afterCommit(
        () -> {
          if (!turn.hasFinished(run.id())) {
            remove(run);
            delayed.add(
                turn,
                run,
                0,
                (due, released) -> queue(released.job().queue()).add(released, due.now()));
          }
        });
  }

  /** Takes a queued run out, and cancels it, unless the turn has done so before. */
  public void cancel(Turn turn, Run run, String reason) {
    if (turn.hasFinished(run.id())) {
      return;
    }
    remove(run);
    Run cancelled = run.withFinished(RunStatus.CANCELLED, turn.now(), RunResult.failed(reason));
    turn.finished(cancelled);
    onCancelled.accept(turn, cancelled);
  }

  /** Makes room for a run that takes the place of all others of its job. */
  void replace(Turn turn, UUID jobId, JobActivity activity) {
    String reason = RunMessages.REPLACED.text();
    activity.waiting().forEach(waiting -> cancel(turn, waiting, reason));
    if (activity.isRunning()) {
      StopCause cause = new StopCause(StopCause.Kind.CANCEL, reason);
      active.countedOfJob(jobId).forEach(run -> active.stop(turn, run, cause));
    }
  }

  /** All queued runs of a job, the newest first, as far as they are durable. */
  public List<Run> waiting(UUID jobId) {
    List<Run> all = new ArrayList<>();
    RunQuery query = RunQuery.ALL.withJob(jobId).withStatus(RunStatus.QUEUED).withLimit(PAGE);
    Optional<RunQuery> next = Optional.of(query);
    while (next.isPresent()) {
      RunQuery wanted = next.get();
      RunPage page = store.ask(any -> any.runs().list(wanted));
      all.addAll(page.runs());
      next = page.next().map(query::withBefore);
    }
    return all;
  }

  /** Says who is told of each run that has never been, after all. */
  public void onForgotten(Consumer<Run> listener) {
    onForgotten = listener;
  }

  /** A run that was admitted is not in the store: it has never been. */
  public void forget(Run run) {
    remove(run);
    onForgotten.accept(run);
  }

  /** A job was edited: its runs may fit other nodes. */
  public void jobChanged(UUID jobId) {
    placement.jobChanged(jobId);
  }

  /** Forgets a queued run, wherever it waits. */
  public void remove(Run run) {
    delayed.remove(run.id());
    queue(run.job().queue()).remove(run);
    gate.forget(run.id());
    placement.forget(run.id());
    activities.find(run.jobId()).ifPresent(activity -> activity.withdraw(run.id()));
    settle(run.jobId());
  }

  /** Changes how many runs of a queue run at once; empty for as many as of the default one. */
  public void limit(String name, OptionalInt limit) {
    catalog.declare(name, limit);
    queues.forEach((each, queue) -> queue.settings(catalog.settings(each)));
  }

  /** Starts nothing until it is let go again. */
  public void suspend(boolean hold) {
    held = hold;
  }

  /** Whether nothing starts until it is let go again. By any thread. */
  public boolean isSuspended() {
    return held;
  }

  /** The settings of a queue, configured or not. By any thread. */
  public QueueSettings settings(String name) {
    return catalog.settings(name);
  }

  /** How queues are set up. By any thread. */
  public QueueCatalog catalog() {
    return catalog;
  }

  /** Why a queued run must wait though its time has come; empty if it need not. By any thread. */
  public Optional<Message> reason(Run run, Instant now) {
    String queue = run.job().queue();
    return Optional.ofNullable(waitingForKeys.get(run.id()))
        .map(RunMessages.KEY_TAKEN::of)
        .or(() -> placement.reason(run.id()))
        .or(
            () ->
                run.timeline().notBefore().isAfter(now)
                    ? Optional.empty()
                    : rates.reason(catalog.settings(queue)));
  }

  private RunQueue queue(String name) {
    RunQueue queue = queues.get(name);
    if (queue == null) {
      queue = new RunQueue(settings(name), waitingForKeys);
      queue.pause(catalog.state(name).paused());
      queues.put(name, queue);
    }
    return queue;
  }

  private void addRead(Turn turn, RunQueue queue, Run run) {
    if (delayed.contains(run.id())) {
      return;
    }
    if (DelayedRuns.isDelayed(turn, run)) {
      delayed.add(turn, run, this::delayIsOver);
    } else if (!active.contains(run.id())) {
      queue.addRead(run, turn.now());
      takeAsWaiting(run);
    }
  }

  /** From now on runs of a job meet its other ones, also those that were asked for before. */
  public void heed(Turn turn, UUID jobId) {
    waiting(jobId).reversed().stream()
        .filter(run -> !active.contains(run.id()) && !turn.hasFinished(run.id()))
        .forEach(this::takeAsWaiting);
  }

  /** After a restart, later occurrences fold into the run that waits, as before it. */
  private void takeAsWaiting(Run run) {
    boolean isForLater = run.timeline().notBefore().isAfter(run.queuedAt());
    if (!run.isRegular() || isForLater) {
      return;
    }
    JobActivity activity = activities.of(run.jobId());
    if (activity.waitingLike(run.request()).isEmpty() && run.attempt() == 1) {
      activity.waits(run);
    }
  }

  private void delayIsOver(Turn turn, Run run) {
    queue(run.job().queue()).addBack(run);
  }

  private void startOrBlock(Turn turn, RunQueue queue, Run run) {
    Optional<Job> job = jobs.find(run.jobId());
    Optional<String> unwanted = PendingRequests.reasonAgainst(job, run);
    if (unwanted.isPresent()) {
      cancel(turn, run, RunMessages.BEFORE_IT_COULD_START.text(unwanted.get()));
      return;
    }
    if (mustWaitForOthers(run, job.get())) {
      activities.of(run.jobId()).block(run);
      gate.forget(run.id()); // it is asked about again when it may start
      queue.passOver(run);
      return;
    }
    if (queue.park(run)) {
      gate.forget(run.id());
      settle(run.jobId());
      return;
    }
    if (!gate.admits(run, job.get())) {
      queue.passOver(run);
      settle(run.jobId());
      return;
    }
    Optional<UUID> node = placement.place(run, job.get());
    if (node.isEmpty()) {
      queue.passOver(run);
      settle(run.jobId());
      return;
    }
    Run started = run.withStarted(run.job().asOf(job.get()), turn.now());
    queue.started(run, turn.nanos());
    if (run.isRegular()) {
      JobActivity activity = activities.of(run.jobId());
      activity.started(run.id());
      if (activity.hasBlocked() && job.get().policy().overlap() == OverlapPolicy.ALLOW) {
        unblocking.unblock(activity); // the policy was another one when it was blocked
      }
    }
    turn.started(started, node.get());
    active.start(turn, started, job.get(), node.get());
  }

  private boolean mustWaitForOthers(Run run, Job job) {
    return run.isRegular()
        && job.policy().overlap() != OverlapPolicy.ALLOW
        && activities.of(run.jobId()).isRunning();
  }
}
