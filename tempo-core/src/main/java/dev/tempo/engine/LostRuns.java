package dev.tempo.engine;

import dev.tempo.Job;
import dev.tempo.Run;
import dev.tempo.RunResult;
import dev.tempo.RunStatus;
import dev.tempo.engine.turn.Turn;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;

/** Ends runs of which nobody knows what became. Used by the loop's thread alone. */
record LostRuns(EngineComponents parts) {

  /** A run that was under way is lost, and tried again if its job wants that. */
  void markLost(Turn turn, Run run, Optional<Job> job, String reason) {
    Run lost = run.withFinished(RunStatus.LOST, turn.now(), RunResult.failed(reason));
    AtomicReference<Optional<UUID>> next = new AtomicReference<>(Optional.empty());
    turn.finished(lost, next::get);
    next.set(job.flatMap(known -> parts.completion().repeat(turn, known, lost)).map(Run::id));
    if (next.get().isEmpty()) {
      turn.notTriedAgain(lost);
      parts.timer().ended(turn, lost);
    }
  }
}
