package dev.tempo.engine.queue;

import dev.tempo.Job;
import dev.tempo.JobPolicy;
import dev.tempo.OverlapPolicy;
import dev.tempo.QueueSettings;
import dev.tempo.Run;
import dev.tempo.RunResult;
import dev.tempo.RunStatus;
import dev.tempo.engine.state.ActiveRuns;
import dev.tempo.engine.state.EngineState;
import dev.tempo.engine.state.JobActivity;
import dev.tempo.engine.state.JobCatalog;
import dev.tempo.engine.state.PendingRequests;
import dev.tempo.engine.turn.Decision;
import dev.tempo.engine.turn.DurationFormat;
import dev.tempo.engine.turn.Isolation;
import dev.tempo.engine.turn.RetryingStore;
import dev.tempo.engine.turn.TimerQueue;
import dev.tempo.engine.turn.Turn;
import dev.tempo.internal.message.RunMessages;
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

/**
 * All queues: where runs wait, and from where they start. Used by the loop's thread alone.
 *
 * <p>A run that waits is in one of four places: ready in its queue; blocked in its job's {@link
 * JobActivity}, since another run of the job has to end first; held at the {@link EnvironmentGate},
 * since its environment is not ready; or delayed, since it is a retry whose time has not come.
 */
public final class RunQueues {
  private static final int PAGE = 1_000;
  private static final long LOOK_AGAIN_NANOS = Duration.ofMinutes(1).toNanos();
  private static final long AGAIN_NANOS = Duration.ofSeconds(10).toNanos();

  private final RetryingStore store;
  private final JobCatalog jobs;
  private final JobActivity.Index activities;
  private final TimerQueue deadlines;
  private final ActiveRuns active;
  private final Map<String, QueueSettings> settings;
  private final EnvironmentGate gate;
  private final Map<String, RunQueue> queues = new HashMap<>();
  private final Map<UUID, TimerQueue.Key> delayed = new HashMap<>();
  private final Set<String> paused = new HashSet<>();
  private BiConsumer<Turn, Run> onCancelled = (turn, run) -> {};
  private final Set<String> resting = new HashSet<>();
  private Unstartable unstartable = (turn, run, failure) -> startLater(turn, run);
  private boolean held;

  /** Decides what becomes of a run that could not be started. */
  @FunctionalInterface
  public interface Unstartable {
    void accept(Turn turn, Run run, Throwable failure);
  }

  public RunQueues(EngineState state, Map<String, QueueSettings> settings, EnvironmentGate gate) {
    this.gate = gate;
    gate.onReady(run -> queue(run.job().queue()).addBack(run));
    this.store = state.store();
    this.jobs = state.jobs();
    this.activities = state.activities();
    this.deadlines = state.deadlines();
    this.active = state.active();
    this.settings = new ConcurrentHashMap<>(settings); // looked up by others, too
  }

  /** Says who is told of each run that is cancelled while it waits. */
  public void onCancelled(BiConsumer<Turn, Run> listener) {
    onCancelled = listener;
  }

  /** Takes up what an earlier engine left waiting. */
  public void recover(Turn turn, Isolation isolation) {
    recoverPauses();
    for (String name : store.ask(all -> all.runs().queuesInUse())) {
      queue(name).recover();
    }
    refill(turn, isolation);
  }

  /** Takes up which queues were paused, but nothing that waits. */
  public void recoverPauses() {
    store.ask(all -> all.queues().list()).stream()
        .filter(QueueState::paused)
        .map(QueueState::name)
        .forEach(name -> pause(name, true)); // it may have taken an adopted run already
  }

  /** Puts a run that is new to this engine where it has to wait. */
  void add(Turn turn, Run run) {
    if (run.timeline().notBefore().isAfter(turn.now())) {
      delay(turn, run);
    } else {
      queue(run.job().queue()).add(run);
    }
  }

  /** Reads on where a queue's window has become empty. */
  public void refill(Turn turn, Isolation isolation) {
    for (RunQueue queue : List.copyOf(queues.values())) {
      while (queue.wantsMore() && !resting.contains(queue.settings().name())) {
        isolation.attempt(turn, reading(queue), next -> refill(next, queue));
      }
    }
  }

  private void refill(Turn turn, RunQueue queue) {
    for (Run run : queue.readMore(store)) {
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

  /** Starts all runs that can start. */
  public void dispatch(Turn turn, Isolation isolation) {
    if (held) {
      return;
    }
    for (RunQueue queue : List.copyOf(queues.values())) {
      while (queue.hasWork()) {
        Run run = queue.poll();
        isolation.attempt(turn, starting(run), next -> startOrBlock(next, queue, run));
      }
    }
  }

  private Decision starting(Run run) {
    return Decision.of(
        Decision.Subject.ofJob("Starting a run", run.jobId()).run(run.id()),
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
    delay(turn, run, AGAIN_NANOS);
  }

  /**
   * Lets a run start in the next turn that is known as started, and whose work has not begun. It
   * waits nowhere else then.
   */
  public void startAgain(Turn turn, Run run) {
    remove(run);
    takeAsWaiting(run);
    delay(turn, run, 0);
  }

  /** True if a queued run waits for its time. */
  public boolean isDelayed(UUID runId) {
    return delayed.containsKey(runId);
  }

  /** Takes up a queued run as the store has it. */
  public void takeUp(Turn turn, Run run) {
    addRead(turn, queue(run.job().queue()), run);
  }

  /** How much runs is what is active. */
  public void recount() {
    Map<String, Integer> running = new HashMap<>();
    active.all().forEach(run -> running.merge(run.run().job().queue(), 1, Integer::sum));
    queues.forEach((name, queue) -> queue.running(running.getOrDefault(name, 0)));
  }

  /** Lets a job's blocked runs start if nothing of it runs. */
  public void settle(UUID jobId) {
    activities.find(jobId).filter(activity -> !activity.isRunning()).ifPresent(this::unblock);
    activities.forgetIfIdle(jobId);
  }

  /** A run has ended: what waited for it may be looked at again. */
  public void ended(Run run) {
    queue(run.job().queue()).ended();
    if (run.isRegular()) {
      activities.of(run.jobId()).ended();
    }
    settle(run.jobId());
  }

  /** A run that an earlier engine started goes on: it takes its place. */
  public void adopted(Run run) {
    queue(run.job().queue()).started();
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

  /** Takes a queued run out, and cancels it. */
  public void cancel(Turn turn, Run run, String reason) {
    remove(run);
    Run cancelled = run.withFinished(RunStatus.CANCELLED, turn.now(), RunResult.failed(reason));
    turn.finished(cancelled);
    onCancelled.accept(turn, cancelled);
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

  /** Forgets a queued run, wherever it waits. */
  public void remove(Run run) {
    TimerQueue.Key key = delayed.remove(run.id());
    if (key != null) {
      deadlines.cancel(key);
    }
    queue(run.job().queue()).remove(run.id());
    gate.forget(run.id());
    activities.find(run.jobId()).ifPresent(activity -> activity.withdraw(run.id()));
    activities.forgetIfIdle(run.jobId());
  }

  public void pause(String name, boolean pause) {
    if (pause) {
      paused.add(name);
    } else {
      paused.remove(name);
    }
    queue(name).pause(pause);
  }

  /** Changes how many runs of a queue run at once; empty for as many as of the default one. */
  public void limit(String name, OptionalInt limit) {
    QueueSettings old = settings(name);
    if (limit.isPresent()) {
      settings.put(name, new QueueSettings(name, limit.getAsInt(), old.threads()));
    } else {
      settings.remove(name);
    }
    queues.forEach((each, queue) -> queue.settings(settings(each)));
  }

  /** Starts nothing until it is let go again. */
  public void suspend(boolean hold) {
    held = hold;
  }

  /**
   * The settings of a queue; one that was not configured is as the default one, unless of services.
   */
  public QueueSettings settings(String name) {
    QueueSettings known = settings.get(name);
    if (known != null) {
      return known;
    }
    QueueSettings standard = settings.get(JobPolicy.DEFAULT_QUEUE);
    int limit = name.equals(JobPolicy.SERVICE_QUEUE) ? Integer.MAX_VALUE : standard.limit();
    return new QueueSettings(name, limit, standard.threads());
  }

  private RunQueue queue(String name) {
    RunQueue queue = queues.get(name);
    if (queue == null) {
      queue = new RunQueue(settings(name));
      queue.pause(paused.contains(name));
      queues.put(name, queue);
    }
    return queue;
  }

  private void addRead(Turn turn, RunQueue queue, Run run) {
    if (run.timeline().notBefore().isAfter(turn.now())) {
      if (!delayed.containsKey(run.id())) {
        delay(turn, run);
      }
    } else if (!active.contains(run.id())) {
      queue.addBack(run);
      takeAsWaiting(run);
    }
  }

  /** After a restart, later occurrences fold into the run that waits, as before it. */
  private void takeAsWaiting(Run run) {
    if (!run.isRegular()) {
      return;
    }
    JobActivity activity = activities.of(run.jobId());
    if (activity.waitingLike(run.request()).isEmpty() && run.attempt() == 1) {
      activity.waits(run);
    }
  }

  private void delay(Turn turn, Run run) {
    if (isForLater(run)) {
      Duration left = Duration.between(turn.now(), run.timeline().notBefore());
      delay(turn, run, Math.min(DurationFormat.nanos(left), LOOK_AGAIN_NANOS));
    } else {
      delay(turn, run, DurationFormat.nanos(delay(turn.now(), run)));
    }
  }

  /** What was asked for at an instant goes by the wall clock; retries wait for so long. */
  private static boolean isForLater(Run run) {
    return run.attempt() == 1 && run.timeline().notBefore().isAfter(run.queuedAt());
  }

  private void delay(Turn turn, Run run, long wait) {
    delayed.put(run.id(), deadlines.at(turn.nanos() + wait, due -> delayIsOver(due, run)));
  }

  /** Never longer than the whole delay: the clock may have been set back since it was queued. */
  private static Duration delay(Instant now, Run run) {
    Instant from = run.queuedAt().isAfter(now) ? run.queuedAt() : now;
    return Duration.between(from, run.timeline().notBefore());
  }

  /** The wall clock may have been set meanwhile. */
  private void delayIsOver(Turn turn, Run run) {
    delayed.remove(run.id());
    if (isForLater(run) && run.timeline().notBefore().isAfter(turn.now())) {
      delay(turn, run);
      return;
    }
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
      return;
    }
    if (!gate.admits(run, job.get())) {
      return;
    }
    Run started =
        run.withStarted(Run.JobRef.of(job.get()).withQueue(run.job().queue()), turn.now());
    queue.started();
    if (run.isRegular()) {
      activities.of(run.jobId()).started(run.id());
    }
    turn.started(started);
    active.start(turn, started, job.get());
  }

  private boolean mustWaitForOthers(Run run, Job job) {
    return run.isRegular()
        && job.policy().overlap() != OverlapPolicy.ALLOW
        && activities.of(run.jobId()).isRunning();
  }

  private void unblock(JobActivity activity) {
    for (Run run : activity.unblock()) {
      queue(run.job().queue()).addBack(run);
    }
  }
}
