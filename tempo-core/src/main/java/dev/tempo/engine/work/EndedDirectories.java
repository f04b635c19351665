package dev.tempo.engine.work;

import dev.tempo.Run;
import dev.tempo.process.ProcessSupervisor;
import dev.tempo.store.RunStore;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directories of runs whose end is stored, but whose engine died before it could delete them.
 */
final class EndedDirectories {
  private static final Logger LOG = LoggerFactory.getLogger(EndedDirectories.class);

  private EndedDirectories() {}

  /**
   * Deletes them. What the store does not know of is left alone: it may be another's.
   *
   * @param mayBeDeleted which of those that have ended
   * @param closed whether the engine has ended meanwhile; the rest is left to the next one then
   */
  static void delete(
      ProcessSupervisor supervisor,
      RunStore runs,
      Predicate<Run> mayBeDeleted,
      BooleanSupplier closed) {
    int deleted = 0;
    for (UUID id : supervisor.runIds()) {
      if (closed.getAsBoolean()) {
        break;
      }
      Optional<Run> ended = runs.find(id).filter(mayBeDeleted);
      if (ended.isPresent() && forget(supervisor, id)) {
        deleted++;
      }
    }
    if (deleted > 0) {
      LOG.info("Directories of runs that had ended, now deleted: {}", deleted);
    }
  }

  private static boolean forget(ProcessSupervisor supervisor, UUID id) {
    try {
      supervisor.deleteRecord(id);
      return true;
    } catch (IllegalStateException | UncheckedIOException e) {
      LOG.warn("The directory of the ended run {} cannot be deleted: {}", id, e.toString());
      return false;
    }
  }
}
