package dev.tempo.engine.queue;

import dev.tempo.Run;
import dev.tempo.RunStatus;
import dev.tempo.engine.state.EngineState;
import dev.tempo.engine.state.JobActivity;
import dev.tempo.engine.turn.RetryingStore;
import dev.tempo.engine.turn.UnexpectedStoreException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/**
 * Lets runs that wait for others of their job come back into their queues: the first one of each
 * queue. When it starts, the others must go on waiting, and when it does not, the next one comes.
 * Used by the loop's thread alone.
 */
final class Unblocking {
  private final RetryingStore store;
  private final JobActivity.Index activities;
  private final Function<String, RunQueue> queues;
  private final Set<UUID> unsettled = new HashSet<>();

  Unblocking(EngineState state, Function<String, RunQueue> queues) {
    this.store = state.store();
    this.activities = state.activities();
    this.queues = queues;
  }

  /** Lets the first of a job's runs start if nothing of it runs. */
  void settle(UUID jobId) {
    Optional<JobActivity> activity = activities.find(jobId);
    if (activity.isPresent() && !activity.get().isRunning()) {
      unblock(jobId, activity.get());
    }
    activities.forgetIfIdle(jobId);
  }

  /** What could not be read when it might have started, is read now. */
  void settleAgain() {
    if (!unsettled.isEmpty()) {
      List<UUID> again = List.copyOf(unsettled);
      unsettled.clear();
      again.forEach(this::settle);
    }
  }

  /** The store may not be able to tell which is the first one. */
  private void unblock(UUID jobId, JobActivity activity) {
    try {
      unblock(activity);
    } catch (UnexpectedStoreException e) {
      unsettled.add(jobId);
    }
  }

  /** Lets the first of a job's runs be looked at, whatever runs. */
  void unblock(JobActivity activity) {
    activity.blockedQueues().forEach(name -> unblock(activity, queues.apply(name)));
  }

  private void unblock(JobActivity activity, RunQueue queue) {
    boolean found = false;
    Optional<JobActivity.Blocked> first = activity.firstBlocked(queue.settings().name());
    while (!found && first.isPresent()) {
      Optional<Run> run = run(first.get());
      run.ifPresent(queue::addBack);
      activity.unblock(first.get().runId());
      found = run.isPresent();
      first = activity.firstBlocked(queue.settings().name());
    }
  }

  private Optional<Run> run(JobActivity.Blocked blocked) {
    return blocked.run().isPresent()
        ? blocked.run()
        : store
            .ask(all -> all.runs().find(blocked.runId()))
            .filter(run -> run.status() == RunStatus.QUEUED);
  }
}
