package dev.tempo.engine;

import dev.tempo.Run;
import dev.tempo.RunLabels;
import dev.tempo.engine.queue.EnvironmentGate;
import dev.tempo.engine.queue.Placement;
import dev.tempo.engine.settings.EngineSettings;
import dev.tempo.engine.state.ActiveRuns;
import dev.tempo.engine.turn.LoopCommand;
import dev.tempo.engine.turn.RetryingStore;
import dev.tempo.engine.turn.Turn;
import dev.tempo.engine.work.WorkServices;
import dev.tempo.message.Message;
import dev.tempo.time.TimeSource;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/**
 * The part of a node that decides: the loop and all that belongs to its thread. Where a store is
 * one engine's alone it is there from the start to the end; else it is made each time that the node
 * becomes the leader, and thrown away as it is when it is not any more.
 */
final class Decider {
  private final EngineComponents parts;
  private final EngineLoop loop;
  private final Optional<WorkStarter> starter;
  private final DoneJobs done;
  private final WorkServices workshop;

  /**
   * What the node has, whoever decides.
   *
   * @param settings what it is built from
   * @param time by which triggers fire
   * @param workshop executes
   * @param listeners are told
   * @param labels file the runs of triggers
   * @param afterEnds is done after turns in which runs ended
   */
  record Means(
      EngineSettings settings,
      TimeSource time,
      WorkServices workshop,
      Turn.Listeners listeners,
      RunLabels labels,
      Runnable afterEnds) {}

  /** One for an engine that is alone, and executes all itself. */
  static Decider alone(RetryingStore store, Means means) {
    return new Decider(
        store,
        means,
        (decider, workshop) -> {
          EnvironmentGate gate = new EnvironmentGate(workshop.pythons(), decider::submit);
          workshop.pythons().failures(gate::take);
          WorkStarter starter = new WorkStarter(workshop, decider::submit);
          return new Execution(gate, Optional.empty(), starter::launch, Optional.of(starter));
        });
  }

  /**
   * Who executes what is decided.
   *
   * @param gate runs wait at for their environment
   * @param placement finds a node for each; empty if this engine executes all
   * @param launcher starts their work
   * @param starter of this engine, if it executes all
   */
  record Execution(
      EnvironmentGate gate,
      Optional<Placement> placement,
      ActiveRuns.RunLauncher launcher,
      Optional<WorkStarter> starter) {}

  /** One that does nothing until its loop makes turns. */
  Decider(RetryingStore store, Means means, BiFunction<Decider, WorkServices, Execution> executed) {
    workshop = means.workshop();
    Execution by = executed.apply(this, workshop);
    starter = by.starter();
    UUID engineId = means.listeners().engineId();
    EngineComponents.Checks checks =
        new EngineComponents.Checks(
            by.gate(), by.placement(), engineId, workshop, means.listeners().events());
    parts = new EngineComponents(means.settings(), store, by.launcher(), checks);
    starter.ifPresent(mine -> mine.use(parts));
    parts.admission().labels(means.labels());
    loop = new EngineLoop(means.time(), means.listeners(), parts, means.afterEnds());
    done = new DoneJobs(parts, workshop, this::submit);
    parts.timer().onWorkOver(this::workOver);
    parts.timer().onDealtWith(done::look);
    parts.onAcknowledged(done::look);
  }

  /** All that belongs to the loop's thread, and to it alone but for what says so. */
  EngineComponents parts() {
    return parts;
  }

  /** What makes the turns. */
  EngineLoop loop() {
    return loop;
  }

  /** Starts work here, and takes it over, if this engine executes all. */
  Optional<WorkStarter> starter() {
    return starter;
  }

  /** For commands that come when the loop may have ended; then they are left. */
  void submit(LoopCommand command) {
    loop.submit(command);
  }

  /** Runs of these jobs were deleted that had failed. By any thread. */
  void runsDeleted(Set<UUID> jobIds) {
    submit(turn -> done.runsDeleted(turn, jobIds));
  }

  /** Why a run is held back from its turn; empty if it is not. By any thread. */
  Optional<Message> blockedReason(Run run) {
    return parts.blockedReason(run, loop.time().instant());
  }

  /** The first turn: takes up what is there, and fires what fires at the start. */
  void begin(Turn turn, LoopCommand recovery, CompletableFuture<Void> recovered) {
    recovery.apply(turn);
    turn.afterCommit(workshop::recovered);
    Set<UUID> live =
        parts.active().all().stream().map(run -> run.run().id()).collect(Collectors.toSet());
    turn.afterCommit(() -> workshop.environments().recovered(live));
    parts.timer().fireStartup(turn, parts.isolation());
    done.recover(turn);
    turn.afterCommit(() -> recovered.complete(null));
  }

  /** Looks for jobs that are to be deleted, which an earlier one has not come to. */
  void recoverDone(Turn turn) {
    done.recover(turn);
  }

  /** A run has ended for good; what follows it belongs to the same decision. */
  private void workOver(Turn turn, Run run) {
    parts.follower().ended(turn, run);
    parts.admission().followers().ended(turn, run);
    done.look(turn, run.jobId());
  }
}
