package dev.tempo.engine.turn;

import dev.tempo.Run;
import dev.tempo.store.Change;
import java.util.Collection;
import java.util.Set;
import java.util.UUID;

/**
 * Corrects what the engine has in memory of jobs, after a decision about them came to nothing. The
 * store is the truth. Used by the loop's thread alone.
 */
public interface JobMemory {
  /** Removes a new run that the store does not have. */
  void refused(Run run);

  /** Removes what a change has put into memory, though no store has it. */
  void forgetAdded(Turn turn, Change change);

  /** Removes a run from those under way: it has not started after all. */
  void notStarted(UUID runId);

  /** Starts again what the store has as started by these changes, though its work was not. */
  void startAgain(Turn turn, Collection<Change> changes);

  /** Reads anew all that is known of these jobs; what cannot be read now is read later. */
  void reread(Turn turn, Set<UUID> jobIds);
}
