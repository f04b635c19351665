package dev.tempo.engine;

import dev.tempo.Job;
import dev.tempo.Run;
import dev.tempo.engine.state.ActiveRun;
import dev.tempo.engine.state.RunningWork;
import dev.tempo.engine.turn.Decision;
import dev.tempo.engine.turn.Turn;
import dev.tempo.engine.work.ScriptLauncher;
import dev.tempo.engine.work.WorkServices;
import dev.tempo.internal.message.RunMessages;
import dev.tempo.store.RunQuery;
import dev.tempo.task.ScriptTask;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes up what an earlier engine on this store left. What had started and was a script is adopted
 * or asked how it ended; what was a handler died with its process. What was queued is queued, and
 * so is what was to start and is known never to have begun. Used by the loop's thread alone.
 */
final class Recovery {
  private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

  private final EngineComponents parts;
  private final Adopt adopt;
  private final WorkServices workshop;
  private final UUID engineId;

  /** Takes over a script. */
  @FunctionalInterface
  interface Adopt {
    RunningWork adopt(ActiveRun run);
  }

  Recovery(EngineComponents parts, Adopt adopt, WorkServices workshop, UUID engineId) {
    this.engineId = engineId;
    this.workshop = workshop;
    this.parts = parts;
    this.adopt = adopt;
  }

  void recover(Turn turn) {
    advanceIds(parts);
    parts.follower().recover();
    parts.admission().followers().recover();
    int found = 0;
    for (Run run : parts.store().ask(all -> all.runs().running())) {
      found++;
      recover(turn, run);
    }
    if (found > 0) {
      LOG.info("Runs that were under way when the last engine ended: {}", found);
    }
    parts.queues().recover(turn, parts.isolation());
  }

  private void recover(Turn turn, Run run) {
    Decision decision =
        Decision.of(
            Decision.Subject.ofJob("Taking up a run", run.jobId()).run(run.id()),
            (next, failure) ->
                parts.backoffs().later(next, run.id(), again -> recover(again, run)));
    parts.isolation().attempt(turn, decision, next -> takeUp(next, run));
  }

  private void takeUp(Turn turn, Run run) {
    Optional<Job> job = parts.jobs().find(run.jobId());
    if (job.isPresent() && job.get().task() instanceof ScriptTask) {
      adoptOrGiveUp(turn, run, job.get());
    } else if (job.isPresent() && hasNeverBegun(run, job.get())) {
      parts.queues().requeue(turn, run.withRequeued());
    } else {
      new LostRuns(parts).markLost(turn, run, job, handlerEnded(job));
    }
    turn.afterCommit(() -> parts.backoffs().over(run.id()));
  }

  /** It was to run a handler, if its job is what it was then, and no handler has begun for it. */
  private boolean hasNeverBegun(Run run, Job job) {
    return run.job().version() == job.version() && workshop.begunRuns().neverBegun(run.id());
  }

  /** Queues go by ids, so new ids must be greater than old ones whatever the clock says. */
  static void advanceIds(EngineComponents parts) {
    List<Run> newest = parts.store().ask(all -> all.runs().list(RunQuery.ALL.withLimit(1))).runs();
    for (Run run : newest) {
      parts.ids().advancePast(run.id());
      parts.clock().hasShown(run.queuedAt(), parts.ids().latest());
    }
  }

  private void adopt(Turn turn, Run run, Job job) {
    ActiveRun active = parts.active().add(run, job, engineId);
    parts.queues().adopted(run);
    turn.afterCommit(() -> active.execution(adopt.adopt(active)));
  }

  /** After another boot, what has no files is given up at once: later that would say nothing. */
  private void adoptOrGiveUp(Turn turn, Run run, Job job) {
    if (mayBeTold(run)) {
      adopt(turn, run, job);
    } else {
      new LostRuns(parts).markLost(turn, run, Optional.of(job), ScriptLauncher.NEVER_SEEN);
    }
  }

  /** What runs scripts may not work here; that is told as the run is adopted. */
  private boolean mayBeTold(Run run) {
    try {
      return workshop.scripts().mayBeTold(run.id());
    } catch (RuntimeException e) {
      return true;
    }
  }

  private static String handlerEnded(Optional<Job> job) {
    return job.isPresent()
        ? RunMessages.HANDLER_ENDED.text()
        : RunMessages.JOB_DELETED_RUNNING.text();
  }
}
