package dev.tempo.engine;

import dev.tempo.Ids;
import dev.tempo.event.EventBus;
import java.time.Duration;

/** The engine's parts, put together; all of them belong to the loop's thread. */
final class EngineParts {
  private final Ids ids;
  private final EnvironmentGate gate;
  private final EngineState state;
  private final NearTriggers near;
  private final ClockRepair clock;
  private final RunQueues queues;
  private final Admission admission;
  private final TriggerTimer timer;
  private final Completion completion;
  private final JobEditor editor;
  private final Backoffs backoffs;
  private final Isolation isolation;
  private final Endings endings;
  private final Watchers watchers = new Watchers();
  private boolean firing = true;

  EngineParts(EngineSettings settings, PatientStore store, Launch launch, Checks checks) {
    gate = checks.gate();
    ids = new Ids();
    Deadlines deadlines = new Deadlines();
    ActiveRuns active = new ActiveRuns(deadlines, launch::launch, this::ended);
    state = new EngineState(store, new JobCatalog(store), new Activity.Index(), deadlines, active);
    near = new NearTriggers(store, state.jobs());
    queues = new RunQueues(state, settings.queues(), gate);
    admission = new Admission(state, queues, ids);
    LedgerBook ledger = new LedgerBook(ids);
    Duration patience = settings.clockPatience();
    TriggerPlanner planner = new TriggerPlanner(state, near, queues, ledger, patience);
    clock = new ClockRepair(store, planner, patience, deadlines.backoffs());
    timer = new TriggerTimer(state, near, admission, ledger, clock);
    queues.onCancelled(timer::ended);
    completion = new Completion(state, queues, admission, timer);
    editor = new JobEditor(state, near, queues, planner, checks.vault());
    backoffs = deadlines.backoffs();
    MemoryRepair repair = new MemoryRepair(state, near, queues, backoffs);
    isolation = new Isolation(store, repair, new Troubles(checks.events()));
    endings = new Endings(state, completion, timer, isolation, backoffs);
    queues.onUnstartable(endings::unstartable);
    isolation.onRefused(endings::wakeTrigger);
  }

  /**
   * What jobs and runs have to pass.
   *
   * @param gate runs, before they start
   * @param vault jobs, before they are saved
   * @param events tells of what they do not pass
   */
  record Checks(EnvironmentGate gate, SecretVault vault, EventBus events) {}

  /** Starts the work of a run. */
  @FunctionalInterface
  interface Launch {
    Execution launch(ActiveRun run);
  }

  /** A run has ended, whoever noticed. */
  void ended(Turn turn, ActiveRun run, Outcome outcome) {
    endings.ended(turn, run, outcome);
  }

  /** Sees to the ends of runs. */
  Endings endings() {
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

  boolean isFiring() {
    return firing;
  }

  void firing(boolean fires) {
    firing = fires;
  }

  Ids ids() {
    return ids;
  }

  PatientStore store() {
    return state.store();
  }

  JobCatalog jobs() {
    return state.jobs();
  }

  ActiveRuns active() {
    return state.active();
  }

  Deadlines deadlines() {
    return state.deadlines();
  }

  NearTriggers near() {
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

  TriggerTimer timer() {
    return timer;
  }

  Completion completion() {
    return completion;
  }

  JobEditor editor() {
    return editor;
  }

  Watchers watchers() {
    return watchers;
  }
}
