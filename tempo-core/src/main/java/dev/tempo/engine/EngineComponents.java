package dev.tempo.engine;

import dev.tempo.Ids;
import dev.tempo.Job;
import dev.tempo.NotFoundException;
import dev.tempo.Run;
import dev.tempo.engine.event.EventBus;
import dev.tempo.engine.queue.Admission;
import dev.tempo.engine.queue.EnvironmentGate;
import dev.tempo.engine.queue.OutboxReader;
import dev.tempo.engine.queue.Placement;
import dev.tempo.engine.queue.RunQueues;
import dev.tempo.engine.settings.EngineSettings;
import dev.tempo.engine.state.ActiveRun;
import dev.tempo.engine.state.ActiveRuns;
import dev.tempo.engine.state.EngineState;
import dev.tempo.engine.state.JobActivity;
import dev.tempo.engine.state.JobCatalog;
import dev.tempo.engine.state.RunOutcome;
import dev.tempo.engine.trigger.ClockRepair;
import dev.tempo.engine.trigger.JobFollower;
import dev.tempo.engine.trigger.TriggerFirer;
import dev.tempo.engine.trigger.TriggerPlanner;
import dev.tempo.engine.trigger.UpcomingTriggers;
import dev.tempo.engine.turn.Backoffs;
import dev.tempo.engine.turn.DecisionLog;
import dev.tempo.engine.turn.FailureLog;
import dev.tempo.engine.turn.Isolation;
import dev.tempo.engine.turn.RetryingStore;
import dev.tempo.engine.turn.TimerQueue;
import dev.tempo.engine.turn.Turn;
import dev.tempo.engine.work.WorkServices;
import dev.tempo.internal.message.JobMessages;
import dev.tempo.message.Message;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Assembles the engine's components, all of which belong to the loop's thread. */
final class EngineComponents {
  private final Ids ids;
  private final EnvironmentGate gate;
  private final EngineState state;
  private final UpcomingTriggers near;
  private final ClockRepair clock;
  private final RunQueues queues;
  private final Admission admission;
  private final TriggerFirer timer;
  private final JobFollower follower;
  private final RunCompletion completion;
  private final JobEditor editor;
  private final Backoffs backoffs;
  private final Isolation isolation;
  private final RunEnds endings;
  private final OutboxReader outbox;
  private final WorkServices work;
  private BiConsumer<Turn, Boolean> onPause = (turn, pause) -> {};
  private Consumer<Turn> onLook = turn -> {};
  private BiConsumer<Turn, UUID> onAcknowledged = (turn, jobId) -> {};
  private boolean firing = true;

  EngineComponents(
      EngineSettings settings,
      RetryingStore store,
      ActiveRuns.RunLauncher launcher,
      Checks checks) {
    gate = checks.gate();
    work = checks.work();
    ids = new Ids();
    TimerQueue deadlines = new TimerQueue();
    ActiveRuns active =
        new ActiveRuns(deadlines, launcher, this::ended, checks.placement().isEmpty());
    state =
        new EngineState(store, new JobCatalog(store), new JobActivity.Index(), deadlines, active);
    near = new UpcomingTriggers(store, state.jobs());
    queues =
        new RunQueues(
            state,
            settings.queues(),
            gate,
            checks.placement().orElseGet(() -> Placement.on(checks.engineId())));
    admission = new Admission(state, queues, ids);
    follower = new JobFollower(state, admission);
    outbox =
        new OutboxReader(
            state, admission, (job, options) -> RunCommand.arguments(this, job, options));
    DecisionLog ledger = new DecisionLog(ids);
    Duration patience = settings.clockPatience();
    TriggerPlanner planner = new TriggerPlanner(state, near, queues, ledger, patience);
    planner.follower(follower);
    clock = new ClockRepair(store, planner, patience, deadlines.backoffs());
    timer = new TriggerFirer(state, near, admission, ledger, clock);
    queues.onCancelled(timer::ended);
    completion = new RunCompletion(state, queues, admission, timer);
    editor = new JobEditor(state, near, queues, planner, checks.work().vault());
    backoffs = deadlines.backoffs();
    MemoryRepair repair = new MemoryRepair(state, near, queues, follower, backoffs);
    isolation = new Isolation(store, repair, new FailureLog(checks.events()));
    endings = new RunEnds(state, completion, timer, isolation, backoffs);
    queues.onUnstartable(endings::unstartable);
    isolation.onRefused(endings::wakeTrigger);
  }

  /**
   * What jobs and runs have to pass.
   *
   * @param gate runs, before they start
   * @param placement finds nodes for them; empty if this engine executes all
   * @param engineId of this engine
   * @param work executes, and seals what is saved
   * @param events tells of what they do not pass
   */
  record Checks(
      EnvironmentGate gate,
      Optional<Placement> placement,
      UUID engineId,
      WorkServices work,
      EventBus events) {}

  /** A run has ended, whoever noticed. */
  void ended(Turn turn, ActiveRun run, RunOutcome outcome) {
    endings.ended(turn, run, outcome);
  }

  /** Says who is told of the job of each run that is no dead letter any more. */
  void onAcknowledged(BiConsumer<Turn, UUID> listener) {
    onAcknowledged = listener;
  }

  /** A run of a job is no dead letter any more. */
  void acknowledged(Turn turn, UUID jobId) {
    onAcknowledged.accept(turn, jobId);
  }

  /** Sees to the ends of runs. */
  RunEnds endings() {
    return endings;
  }

  /** Keeps the failures of decisions apart. */
  Isolation isolation() {
    return isolation;
  }

  /** Lets what failed be tried again. */
  Backoffs backoffs() {
    return backoffs;
  }

  EnvironmentGate gate() {
    return gate;
  }

  /** Why a queued run is held back from its turn; empty if it is not. Safe for all threads. */
  Optional<Message> blockedReason(Run run, Instant now) {
    return gate.reason(run.id()).or(() -> queues.reason(run, now));
  }

  /** Stops or resumes firing and starting; what runs goes on. */
  void pause(Turn turn, boolean pause) {
    firing = !pause;
    queues.suspend(pause);
    onPause.accept(turn, pause);
  }

  /** Does this as well when firing and starting are stopped or resumed. */
  void onPause(BiConsumer<Turn, Boolean> action) {
    onPause = action;
  }

  /** Looks which nodes there are; of no account where there is one. */
  void lookAtNodes(Turn turn) {
    onLook.accept(turn);
  }

  /** Says how nodes are looked at. */
  void onLook(Consumer<Turn> action) {
    onLook = action;
  }

  boolean isFiring() {
    return firing;
  }

  void firing(boolean fires) {
    firing = fires;
  }

  Ids ids() {
    return ids;
  }

  /** What executes on this node. */
  WorkServices work() {
    return work;
  }

  /** The job of this id, or a refusal. */
  Job known(UUID jobId) {
    return jobs()
        .find(jobId)
        .orElseThrow(() -> new NotFoundException(JobMessages.NO_JOB.of(jobId)));
  }

  RetryingStore store() {
    return state.store();
  }

  JobCatalog jobs() {
    return state.jobs();
  }

  ActiveRuns active() {
    return state.active();
  }

  TimerQueue deadlines() {
    return state.deadlines();
  }

  UpcomingTriggers near() {
    return near;
  }

  ClockRepair clock() {
    return clock;
  }

  RunQueues queues() {
    return queues;
  }

  Admission admission() {
    return admission;
  }

  OutboxReader outbox() {
    return outbox;
  }

  JobFollower follower() {
    return follower;
  }

  TriggerFirer timer() {
    return timer;
  }

  RunCompletion completion() {
    return completion;
  }

  JobEditor editor() {
    return editor;
  }
}
