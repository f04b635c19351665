package dev.tempo.engine;

import dev.tempo.Ids;
import dev.tempo.Job;
import dev.tempo.Trigger;
import dev.tempo.store.Change;
import dev.tempo.store.LedgerEntry;
import java.util.Optional;
import java.util.UUID;

/** Enters occurrences that do not become runs in the ledger. Used by the loop's thread alone. */
final class LedgerBook {
  private final Ids ids;

  LedgerBook(Ids ids) {
    this.ids = ids;
  }

  /** Enters that these occurrences were too late. */
  void misfired(Turn turn, Job job, Trigger trigger, LedgerEntry.Range range, String reason) {
    enter(turn, job, trigger, LedgerEntry.Decision.MISFIRED, range, reason);
  }

  /** Enters that these occurrences were passed over. */
  void suppressed(Turn turn, Job job, Trigger trigger, LedgerEntry.Range range, String reason) {
    enter(turn, job, trigger, LedgerEntry.Decision.SUPPRESSED, range, reason);
  }

  private void enter(
      Turn turn,
      Job job,
      Trigger trigger,
      LedgerEntry.Decision decision,
      LedgerEntry.Range range,
      String reason) {
    LedgerEntry.Subject subject =
        new LedgerEntry.Subject(job.id(), trigger.id(), decision, Optional.empty());
    UUID id = ids.next(turn.now().toEpochMilli());
    turn.change(new Change.Record(new LedgerEntry(id, subject, range, reason, turn.now())));
  }
}
