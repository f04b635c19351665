package dev.tempo.engine;

import dev.tempo.Run;
import dev.tempo.RunResult;
import dev.tempo.RunStatus;
import dev.tempo.engine.state.ActiveRun;
import dev.tempo.engine.state.EngineState;
import dev.tempo.engine.state.RunOutcome;
import dev.tempo.engine.trigger.TriggerFirer;
import dev.tempo.engine.turn.Backoffs;
import dev.tempo.engine.turn.Decision;
import dev.tempo.engine.turn.ExceptionText;
import dev.tempo.engine.turn.Isolation;
import dev.tempo.engine.turn.Turn;
import dev.tempo.engine.turn.UnexpectedStoreException;
import dev.tempo.internal.message.RunMessages;
import dev.tempo.store.StoreException;
import java.util.Optional;

/**
 * Ends runs that have ended even when a step of their completion throws: then without what follows.
 * What the store does not take now is tried again. Used by the loop's thread alone.
 */
final class RunEnds {
  private final EngineState state;
  private final RunCompletion completion;
  private final TriggerFirer timer;
  private final Isolation isolation;
  private final Backoffs backoffs;
  private Runnable onEnd = () -> {};

  RunEnds(
      EngineState state,
      RunCompletion completion,
      TriggerFirer timer,
      Isolation isolation,
      Backoffs backoffs) {
    this.state = state;
    this.completion = completion;
    this.timer = timer;
    this.isolation = isolation;
    this.backoffs = backoffs;
  }

  /** A run has ended, whoever noticed. */
  void ended(Turn turn, ActiveRun run, RunOutcome outcome) {
    isolation.attempt(turn, decision(run, outcome), next -> end(next, run, outcome));
  }

  /** What {@link #end} is. */
  Decision decision(ActiveRun run, RunOutcome outcome) {
    return Decision.of(
        subject("Ending a run", run.run()),
        (turn, failure) -> otherwise(turn, run, outcome, failure));
  }

  /** Decides what follows the end of a run; to be done as the decision that it is. */
  void end(Turn turn, ActiveRun run, RunOutcome outcome) {
    completion.ended(turn, run, outcome);
    turn.afterCommit(onEnd);
    if (backoffs.isKnown(run.run().id())) {
      turn.afterCommit(() -> backoffs.over(run.run().id()));
    }
  }

  /** Does this after each end of a run. */
  void onEnd(Runnable action) {
    onEnd = action;
  }

  /** A queued run could not be started: it ends, unless it was the store that failed. */
  void unstartable(Turn turn, Run run, Throwable failure) {
    Decision decision =
        Decision.of(
            subject("Ending a run that could not be started", run),
            (next, again) -> completion.startLater(next, run));
    isolation.attempt(
        turn,
        decision,
        next -> {
          if (failure instanceof StoreException) {
            completion.startLater(next, run);
          } else {
            String reason = RunMessages.NOT_STARTED.text(ExceptionText.message(failure));
            next.finished(
                run.withFinished(RunStatus.FAILURE, next.now(), RunResult.failed(reason)));
            wakeTrigger(next, run);
          }
        });
  }

  private void otherwise(Turn turn, ActiveRun run, RunOutcome outcome, Throwable failure) {
    completion.restore(run);
    Optional<RunStatus> stored = stored(run.run());
    if (stored.filter(RunStatus::isFinal).isPresent()) { // the commit took place after all
      completion.forget(run);
      turn.afterCommit(outcome.afterDurable());
    } else if (stored.isEmpty() || failure instanceof StoreException) {
      later(turn, run, outcome);
    } else {
      endOnly(turn, run, outcome, failure);
    }
  }

  private void endOnly(Turn turn, ActiveRun run, RunOutcome outcome, Throwable failure) {
    Decision decision =
        Decision.of(
            subject("Ending a run without what follows", run.run()),
            (next, again) -> {
              completion.restore(run);
              later(next, run, outcome);
            });
    isolation.attempt(
        turn,
        decision,
        next -> {
          Run ended = completion.endOnly(next, run, outcome, failure);
          next.afterCommit(onEnd);
          wakeTrigger(next, ended);
        });
  }

  private void later(Turn turn, ActiveRun run, RunOutcome outcome) {
    backoffs.later(turn, run.run().id(), again -> ended(again, run, outcome));
  }

  /** A trigger that waits for a run's end must not wait for ever. */
  void wakeTrigger(Turn turn, Run run) {
    Decision.Subject subject = subject("Waking the trigger of a run", run);
    String key = "trigger of run " + run.id();
    Decision decision =
        Decision.of(
            subject,
            (next, failure) -> backoffs.later(next, key, again -> wakeTrigger(again, run)));
    isolation.attempt(
        turn,
        decision,
        next -> {
          timer.ended(next, run);
          next.afterCommit(() -> backoffs.over(key));
        });
  }

  /** Empty if it cannot be read, or is not there. */
  private Optional<RunStatus> stored(Run run) {
    try {
      return state.store().ask(all -> all.runs().find(run.id())).map(Run::status);
    } catch (UnexpectedStoreException e) {
      return Optional.empty();
    }
  }

  private static Decision.Subject subject(String doing, Run run) {
    return Decision.Subject.ofRun(doing, run);
  }
}
