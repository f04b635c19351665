package dev.tempo.engine.turn;

import dev.tempo.Ids;
import dev.tempo.Job;
import dev.tempo.Trigger;
import dev.tempo.store.Change;
import dev.tempo.store.DecisionEntry;
import java.util.Optional;
import java.util.UUID;

/** Records decisions about occurrences that do not become runs. Used by the loop's thread alone. */
public final class DecisionLog {
  private final Ids ids;

  public DecisionLog(Ids ids) {
    this.ids = ids;
  }

  /** Enters that these occurrences were too late. */
  public void misfired(
      Turn turn, Job job, Trigger trigger, DecisionEntry.Range range, String reason) {
    enter(turn, job, trigger, DecisionEntry.Decision.MISFIRED, range, reason);
  }

  /** Enters that these occurrences were passed over. */
  public void suppressed(
      Turn turn, Job job, Trigger trigger, DecisionEntry.Range range, String reason) {
    enter(turn, job, trigger, DecisionEntry.Decision.SUPPRESSED, range, reason);
  }

  private void enter(
      Turn turn,
      Job job,
      Trigger trigger,
      DecisionEntry.Decision decision,
      DecisionEntry.Range range,
      String reason) {
    DecisionEntry.Subject subject =
        new DecisionEntry.Subject(job.id(), trigger.id(), decision, Optional.empty());
    UUID id = ids.next(turn.now().toEpochMilli());
    turn.change(new Change.Record(new DecisionEntry(id, subject, range, reason, turn.now())));
  }
}
