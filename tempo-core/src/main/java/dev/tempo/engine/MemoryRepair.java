package dev.tempo.engine;

import dev.tempo.Run;
import dev.tempo.RunStatus;
import dev.tempo.engine.queue.RunQueues;
import dev.tempo.engine.state.ActiveRun;
import dev.tempo.engine.state.EngineState;
import dev.tempo.engine.state.JobActivity;
import dev.tempo.engine.trigger.JobFollower;
import dev.tempo.engine.trigger.UpcomingTriggers;
import dev.tempo.engine.turn.Backoffs;
import dev.tempo.engine.turn.JobMemory;
import dev.tempo.engine.turn.Turn;
import dev.tempo.engine.turn.UnexpectedStoreException;
import dev.tempo.store.Change;
import dev.tempo.store.QueueState;
import dev.tempo.store.RunQuery;
import dev.tempo.store.StoreException;
import dev.tempo.store.TriggerState;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Makes the engine's memory of a job what the store says, after a decision about it came to
 * nothing: its definition, when its triggers are due, what waits, and how much runs. Used by the
 * loop's thread alone.
 */
final class MemoryRepair implements JobMemory {
  private static final int MOST_WAITING = 20_000;

  private final EngineState state;
  private final UpcomingTriggers near;
  private final RunQueues queues;
  private final JobFollower follower;
  private final Backoffs backoffs;

  MemoryRepair(
      EngineState state,
      UpcomingTriggers near,
      RunQueues queues,
      JobFollower follower,
      Backoffs backoffs) {
    this.follower = follower;
    this.state = state;
    this.near = near;
    this.queues = queues;
    this.backoffs = backoffs;
  }

  /** A new run is not in the store: it never was. */
  @Override
  public void refused(Run run) {
    notStarted(run.id());
    queues.forget(run);
    recount(run.jobId());
    queues.settle(run.jobId());
  }

  /** What a change has put into memory that no store has, is gone from there. */
  @Override
  public void forgetAdded(Turn turn, Change change) {
    switch (change) {
      case Change.AddRun add -> refused(add.run());
      case Change.StartRun start -> notStarted(start.run().id());
      case Change.SaveQueue queue -> rereadQueue(turn, queue.state().name());
      default -> {}
    }
  }

  /** A run has not started after all. */
  @Override
  public void notStarted(UUID runId) {
    ActiveRun active = state.active().find(runId);
    if (active != null) {
      state.active().remove(active);
    }
  }

  /**
   * Runs that the store has as started though their work was not: the commit took place, and failed
   * afterwards. They start as all others do, as soon as there is room in their queue.
   */
  @Override
  public void startAgain(Turn turn, Collection<Change> changes) {
    for (Change change : changes) {
      switch (change) {
        case Change.StartRun start -> startAgain(turn, start.run());
        case Change.AddRun add when add.run().status() == RunStatus.RUNNING ->
            startAgain(turn, add.run());
        default -> {}
      }
    }
  }

  private void startAgain(Turn turn, Run run) {
    String key = "start of run " + run.id();
    try {
      if (!state.active().contains(run.id()) && isStarted(run.id())) {
        queues.startAgain(turn, run.withRequeued());
      }
      backoffs.over(key);
    } catch (UnexpectedStoreException e) {
      backoffs.later(turn, key, again -> startAgain(again, run));
    }
  }

  private boolean isStarted(UUID runId) {
    Optional<Run> known = state.store().ask(all -> all.runs().find(runId));
    return known.filter(run -> run.status() == RunStatus.RUNNING).isPresent();
  }

  /** Reads anew all that is known of these jobs; what cannot be read now is read later. */
  @Override
  public void reread(Turn turn, Set<UUID> jobIds) {
    for (UUID jobId : jobIds) {
      state.jobs().forget(jobId);
      recount(jobId);
      try {
        rereadRuns(turn, jobId);
        rereadTriggers(jobId);
        follower.reread(jobId);
        backoffs.over(key(jobId));
      } catch (UnexpectedStoreException e) {
        backoffs.later(turn, key(jobId), later -> reread(later, Set.of(jobId)));
      }
    }
  }

  private void rereadRuns(Turn turn, UUID jobId) {
    RunQuery query =
        RunQuery.ALL.withJob(jobId).withStatus(RunStatus.QUEUED).withLimit(MOST_WAITING);
    List<Run> waiting =
        state.store().ask(all -> all.runs().list(query)).runs().reversed().stream()
            .filter(run -> !queues.isDelayed(run.id()) && !state.active().contains(run.id()))
            .toList();
    waiting.forEach(queues::remove);
    recount(jobId);
    waiting.forEach(run -> queues.takeUp(turn, run));
  }

  private void rereadTriggers(UUID jobId) {
    for (TriggerState trigger : state.store().ask(all -> all.triggers().findByJob(jobId))) {
      near.forget(trigger.triggerId());
      if (!backoffs.isWaiting(trigger.triggerId())) {
        near.track(trigger);
      }
    }
  }

  /** How much runs is what is active. */
  private void recount(UUID jobId) {
    JobActivity activity = state.activities().of(jobId);
    activity.running(state.active().countedOfJob(jobId).size());
    activity.endFolded(); // the ledger may not have what memory has
    state.activities().forgetIfIdle(jobId);
    queues.recount();
  }

  /** What memory has stays until the store can be read. */
  private void rereadQueue(Turn turn, String name) {
    String key = "queue " + name;
    try {
      queues.show(
          state.store().ask(all -> all.queues().list()).stream()
              .filter(queue -> queue.name().equals(name))
              .findFirst()
              .orElseGet(() -> new QueueState(name, false)));
      backoffs.over(key);
    } catch (StoreException e) {
      backoffs.later(turn, key, again -> rereadQueue(again, name));
    }
  }

  private static Object key(UUID jobId) {
    return "job " + jobId;
  }
}
