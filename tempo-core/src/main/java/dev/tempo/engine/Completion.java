package dev.tempo.engine;

import dev.tempo.Job;
import dev.tempo.Retry;
import dev.tempo.Run;
import dev.tempo.RunResult;
import dev.tempo.RunStatus;
import java.time.Instant;
import java.util.UUID;

/**
 * Decides what follows when a run has ended: its final status, whether it is tried again, and when
 * a trigger that waited for its end is due. Used by the loop's thread alone.
 */
final class Completion {
  private static final String EDITED =
      "Tempo's process ended before it was started, and its job was changed meanwhile";

  private final EngineState state;
  private final RunQueues queues;
  private final Admission admission;
  private final TriggerTimer timer;

  Completion(EngineState state, RunQueues queues, Admission admission, TriggerTimer timer) {
    this.state = state;
    this.queues = queues;
    this.admission = admission;
    this.timer = timer;
  }

  /** A run has ended. One that was given up before is ignored when it ends after all. */
  void ended(Turn turn, ActiveRun active, Outcome outcome) {
    if (!state.active().remove(active)) {
      turn.afterwards(outcome.afterDurable());
      return;
    }
    Run run = active.run();
    if (outcome.isUnstarted() && isStillMeant(active)) {
      requeue(turn, run);
      return;
    }
    Run finished = run.finished(status(active, outcome), turn.now(), result(active, outcome));
    turn.finished(finished);
    turn.afterwards(outcome.afterDurable());
    state.activities().of(run.jobId()).ended();
    queues.ended(run.jobId(), run.job().queue());
    if (!tryAgain(turn, active, finished, outcome)) {
      timer.ended(turn, finished);
    }
  }

  /** Back to where it waited: what has never begun may still begin, and is no second start. */
  private void requeue(Turn turn, Run run) {
    state.activities().of(run.jobId()).ended();
    queues.ended(run.jobId(), run.job().queue());
    queues.requeue(turn, run.requeued());
  }

  /** Unless somebody has cancelled it, or its job was another one when it was to begin. */
  private static boolean isStillMeant(ActiveRun active) {
    StopCause cause = active.stopCause();
    boolean stopped = cause != null && cause.kind() != StopCause.Kind.SHUTDOWN;
    return !stopped && active.run().job().version() == active.job().version();
  }

  private static RunStatus status(ActiveRun active, Outcome outcome) {
    if (active.stopCause() == null && outcome.isUnstarted()) {
      return RunStatus.LOST;
    }
    return active.stopCause() == null ? outcome.status() : active.stopCause().status();
  }

  private static RunResult result(ActiveRun active, Outcome outcome) {
    if (active.stopCause() == null) {
      return outcome.isUnstarted() ? RunResult.because(EDITED) : outcome.result();
    }
    String reason = active.stopCause().text();
    boolean told = outcome.result().error().filter(error -> error.startsWith(reason)).isPresent();
    return told ? outcome.result() : outcome.result().error(reason);
  }

  private boolean tryAgain(Turn turn, ActiveRun active, Run finished, Outcome outcome) {
    boolean shutDown =
        active.stopCause() != null && active.stopCause().kind() == StopCause.Kind.SHUTDOWN;
    if (finished.status() == RunStatus.LOST || shutDown) {
      return repeat(turn, active.job(), finished);
    }
    return finished.status() == RunStatus.FAILURE
        && outcome.retryable()
        && retry(turn, active.job(), finished);
  }

  /** Tries work again that was lost or shut down, at no cost, if the job wants it. */
  boolean repeat(Turn turn, Job job, Run lost) {
    if (!job.policy().ending().rerunIfLost() || !isWanted(lost)) {
      return false;
    }
    admission.readmit(turn, lost, lost.request().repeat(lost.id()), turn.now());
    return true;
  }

  private boolean retry(Turn turn, Job job, Run failed) {
    Retry retry = job.policy().retry();
    int next = failed.request().tries().retriesUsed() + 1;
    if (next > retry.count() || !isWanted(failed)) {
      return false;
    }
    UUID first = failed.request().firstRunId().orElse(failed.id());
    Instant due = turn.now().plus(retry.delayBefore(next, first.getLeastSignificantBits()));
    admission.readmit(turn, failed, failed.request().retry(failed.id()), due);
    return true;
  }

  /** What was disabled or deleted while it ran is not tried again. */
  private boolean isWanted(Run ended) {
    return Wanted.reasonAgainst(state.jobs().find(ended.jobId()), ended).isEmpty();
  }
}
