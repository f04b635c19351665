package dev.tempo.engine;

import dev.tempo.Job;
import dev.tempo.Run;
import dev.tempo.RunResult;
import dev.tempo.RunStatus;
import dev.tempo.engine.cluster.Report;
import dev.tempo.engine.state.StopCause;
import dev.tempo.engine.turn.Turn;
import dev.tempo.event.Event;
import dev.tempo.store.Change;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Corrects runs that were lost with their node, and whose scripts went on and have ended after all.
 * What followed from the loss stays: jobs that follow a failure have run, and nothing is tried
 * again. A run whose job wants it once more if lost stays lost, as another one has its work. Used
 * by the loop's thread alone.
 */
record LateOutcomes(EngineComponents parts) {
  private static final Set<RunStatus> TRUE_ENDS =
      EnumSet.of(RunStatus.SUCCESS, RunStatus.FAILURE, RunStatus.TIMEOUT, RunStatus.CANCELLED);
  private static final Set<RunStatus> FAILURES = EnumSet.of(RunStatus.FAILURE, RunStatus.TIMEOUT);

  /** A node tells how a run ended that does not count as running any more. */
  void told(Turn turn, UUID runId, Report.Ended ended) {
    RunStatus status = ended.stop().map(StopCause::status).orElse(ended.status());
    if (TRUE_ENDS.contains(status)) {
      turn.finished(runId)
          .or(() -> parts.store().ask(all -> all.runs().find(runId)))
          .filter(run -> run.status() == RunStatus.LOST && !isRepeated(run))
          .ifPresent(lost -> correct(turn, lost, status, ended));
    }
  }

  private boolean isRepeated(Run lost) {
    Optional<Job> job =
        parts.jobs().find(lost.jobId()).filter(one -> one.version() == lost.job().version());
    boolean isWanted = job.filter(one -> one.policy().rerunIfLost()).isPresent();
    return lost.isRegular() && (isWanted || hasNext(lost));
  }

  /** Its job was edited since, which says nothing of what was done. */
  private boolean hasNext(Run lost) {
    UUID first = lost.request().firstRunId().orElse(lost.id());
    int next = lost.attempt() + 1;
    return parts.store().ask(all -> all.runs().findAttempt(first, next)).isPresent();
  }

  private void correct(Turn turn, Run lost, RunStatus status, Report.Ended ended) {
    RunResult result =
        ended
            .stop()
            .filter(cause -> ended.result().error().isEmpty())
            .map(cause -> ended.result().withError(cause.message()))
            .orElse(ended.result());
    Run corrected = lost.withFinished(status, end(turn, lost, ended), result);
    turn.change(new Change.CorrectRun(corrected));
    if (!FAILURES.contains(status)) {
      turn.change(new Change.SetDeadLetter(lost.id(), false));
    }
    turn.publish(() -> new Event.RunCorrected(turn.now(), corrected));
  }

  /** When it ended, and not when that became known. */
  private static Instant end(Turn turn, Run lost, Report.Ended ended) {
    Optional<Instant> end = lost.startedAt().flatMap(start -> ended.took().map(start::plus));
    return end.filter(at -> at.isBefore(turn.now())).orElse(turn.now());
  }
}
