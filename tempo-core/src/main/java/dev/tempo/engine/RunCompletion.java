package dev.tempo.engine;

import dev.tempo.Job;
import dev.tempo.Run;
import dev.tempo.RunRequest;
import dev.tempo.RunResult;
import dev.tempo.RunStatus;
import dev.tempo.engine.queue.Admission;
import dev.tempo.engine.queue.RunQueues;
import dev.tempo.engine.state.ActiveRun;
import dev.tempo.engine.state.EngineState;
import dev.tempo.engine.state.PendingRequests;
import dev.tempo.engine.state.Retries;
import dev.tempo.engine.state.RunOutcome;
import dev.tempo.engine.state.StopCause;
import dev.tempo.engine.trigger.TriggerFirer;
import dev.tempo.engine.turn.ExceptionText;
import dev.tempo.engine.turn.Turn;
import dev.tempo.internal.message.RunMessages;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Decides what follows a run's end: its final status, a retry, and the next time of a trigger that
 * waited for it. Used by the loop's thread alone.
 */
final class RunCompletion {
  private static final String EDITED = RunMessages.JOB_CHANGED_UNSTARTED.text();
  private static final Duration CLOCK_WAS_SET = Duration.ofSeconds(1);

  private final EngineState state;
  private final RunQueues queues;
  private final Admission admission;
  private final TriggerFirer timer;

  RunCompletion(EngineState state, RunQueues queues, Admission admission, TriggerFirer timer) {
    this.state = state;
    this.queues = queues;
    this.admission = admission;
    this.timer = timer;
  }

  /** A run has ended. One that was given up before is ignored when it ends after all. */
  void ended(Turn turn, ActiveRun active, RunOutcome outcome) {
    if (!state.active().remove(active)) {
      turn.afterCommit(outcome.afterDurable());
      return;
    }
    Run run = active.run();
    if (outcome.isUnstarted() && isStillMeant(active)) {
      requeue(turn, run);
      return;
    }
    Run finished =
        run.withFinished(status(active, outcome), endOf(turn, active), result(active, outcome));
    AtomicReference<Optional<UUID>> next = new AtomicReference<>(Optional.empty());
    turn.finished(finished, next::get);
    turn.afterCommit(outcome.afterDurable());
    queues.ended(run);
    next.set(tryAgain(turn, active, finished, outcome).map(Run::id));
    if (next.get().isEmpty()) {
      turn.notTriedAgain(finished);
      timer.ended(turn, finished);
    }
  }

  /** Back to where it waited: what has never begun may still begin, and is no second start. */
  private void requeue(Turn turn, Run run) {
    queues.ended(run);
    queues.requeue(turn, run.withRequeued());
  }

  /** Unless somebody has cancelled it, or its job was another one when it was to begin. */
  private static boolean isStillMeant(ActiveRun active) {
    StopCause cause = active.stopCause();
    boolean stopped = cause != null && cause.kind() != StopCause.Kind.SHUTDOWN;
    return !stopped && active.run().job().version() == active.job().version();
  }

  /** A run has ended, and what would follow cannot be decided: it ends, and that is all. */
  Run endOnly(Turn turn, ActiveRun active, RunOutcome outcome, Throwable failure) {
    state.active().remove(active);
    Run run = active.run();
    String why = ExceptionText.message(failure);
    RunResult told =
        RunResult.failed(
            outcome
                .result()
                .error()
                .map(error -> RunMessages.ENDED_NOTHING_FOLLOWS.text(error, why))
                .orElseGet(() -> RunMessages.NOTHING_FOLLOWS.text(why)));
    Run finished =
        run.withFinished(
            outcome.isUnstarted() ? RunStatus.LOST : status(active, outcome),
            endOf(turn, active),
            told);
    turn.finished(finished);
    turn.afterCommit(outcome.afterDurable());
    recount(run);
    return finished;
  }

  /** A run whose end came to nothing goes on being one that runs. */
  void restore(ActiveRun active) {
    state.active().restore(active);
    recount(active.run());
  }

  /** A run is known to have ended. */
  void forget(ActiveRun active) {
    state.active().remove(active);
    recount(active.run());
  }

  /** Lets a queued run start a while later. */
  void startLater(Turn turn, Run run) {
    queues.remove(run);
    queues.startLater(turn, run);
  }

  private void recount(Run run) {
    state.activities().of(run.jobId()).running(state.active().countedOfJob(run.jobId()).size());
    queues.recount();
    queues.settle(run.jobId());
  }

  /**
   * Now, unless the wall clock was set while it ran: then as long after its start as has passed, so
   * that what a run took is true, and its end never lies before its start.
   */
  private static Instant endOf(Turn turn, ActiveRun active) {
    Instant start = active.run().startedAt().orElse(turn.now());
    if (active.startedNanos().isEmpty()) {
      return turn.now().isBefore(start) ? start : turn.now();
    }
    Duration passed = Duration.ofNanos(turn.nanos() - active.startedNanos().getAsLong());
    Instant end = start.plusMillis(Math.max(0, passed.toMillis()));
    Duration off = Duration.between(end, turn.now()).abs();
    return off.compareTo(CLOCK_WAS_SET) > 0 || turn.now().isBefore(start) ? end : turn.now();
  }

  private static RunStatus status(ActiveRun active, RunOutcome outcome) {
    if (active.stopCause() == null && outcome.isUnstarted()) {
      return RunStatus.LOST;
    }
    return active.stopCause() == null ? outcome.status() : active.stopCause().status();
  }

  private static RunResult result(ActiveRun active, RunOutcome outcome) {
    if (active.stopCause() == null) {
      return outcome.isUnstarted() ? RunResult.failed(EDITED) : outcome.result();
    }
    String reason = active.stopCause().message();
    boolean told = outcome.result().error().filter(error -> error.startsWith(reason)).isPresent();
    return told ? outcome.result() : outcome.result().withError(reason);
  }

  private Optional<Run> tryAgain(Turn turn, ActiveRun active, Run finished, RunOutcome outcome) {
    boolean shutDown =
        active.stopCause() != null && active.stopCause().kind() == StopCause.Kind.SHUTDOWN;
    if (finished.status() == RunStatus.LOST || shutDown) {
      return active.mayBeRepeated() ? repeat(turn, active.job(), finished) : Optional.empty();
    }
    return finished.status() == RunStatus.FAILURE && outcome.retryable()
        ? retry(turn, active.job(), finished, outcome.retryDelay())
        : Optional.empty();
  }

  /** Tries work again that was lost or shut down, at no cost, if the job wants it. */
  Optional<Run> repeat(Turn turn, Job job, Run lost) {
    if (!job.policy().rerunIfLost() || !lost.isRegular() || !isWanted(lost)) {
      return Optional.empty();
    }
    RunRequest again = lost.request().rerun(lost.id());
    return Optional.of(admission.readmit(turn, lost, again, turn.now()));
  }

  private Optional<Run> retry(Turn turn, Job job, Run failed, Optional<Duration> delay) {
    if (!Retries.isLeft(job, failed) || !isWanted(failed)) {
      return Optional.empty();
    }
    Instant due = turn.now().plus(delay.orElseGet(() -> Retries.delay(job, failed)));
    return Optional.of(admission.readmit(turn, failed, failed.request().retry(failed.id()), due));
  }

  /** What was disabled or deleted while it ran is not tried again. */
  private boolean isWanted(Run ended) {
    return PendingRequests.reasonAgainst(state.jobs().find(ended.jobId()), ended).isEmpty();
  }
}
