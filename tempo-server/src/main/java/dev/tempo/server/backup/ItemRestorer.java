package dev.tempo.server.backup;

import dev.tempo.Ids;
import dev.tempo.server.security.authorization.Caller;
import dev.tempo.store.jdbc.JdbcStore;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * Restores things of one kind out of backups, one at a time, while the server goes on. What it
 * reads is a copy that was unpacked and checked, so that it may believe it. Thread-safe.
 */
public interface ItemRestorer {

  /** What it restores. */
  BackupItem.Kind kind();

  /**
   * All things of the kind that a backup has, by their names.
   *
   * @param copy the databases of the backup, brought up to date, which nobody else uses
   */
  List<BackupItem> list(JdbcStore copy);

  /** Whether a thing is here, so that something must become of what is here. */
  boolean isHere(BackupItem item);

  /** Which files are needed for it, by the names of entries, as bytes, from the data directory. */
  Predicate<String> files(BackupItem item);

  /**
   * Restores a thing, all of it or nothing.
   *
   * @throws dev.tempo.server.http.problem.ApiException 409 if it cannot be restored as requested,
   *     such as while something runs in it
   */
  RestoredItem restore(Unpacking backup, BackupItem item, Request request);

  /**
   * Puts right what a process left that ended in the middle of a restore; before any other begins.
   *
   * @param wasHere whether the thing was here before
   * @return true if the restore must be done once more, in the place of what is here now; else
   *     nothing of it is left, or it is complete
   */
  default boolean recover(BackupItem item, boolean wasHere, Request request) {
    return false;
  }

  /**
   * A backup that was unpacked, as far as it is needed.
   *
   * @param copy its databases, brought up to date, without the logs
   * @param directory with the files that were asked for, which may be moved away
   * @param createdAt when it was made
   */
  record Unpacking(JdbcStore copy, Path directory, Instant createdAt) {}

  /**
   * What somebody wants.
   *
   * @param conflict what becomes of what is here
   * @param name of a copy; empty for one that is free
   * @param caller an administrator
   * @param copyId of a copy, if its kind has such ids
   */
  record Request(BackupItem.Conflict conflict, Optional<String> name, Caller caller, UUID copyId) {

    /** What somebody wants just now. */
    public static Request of(BackupItem.Conflict conflict, Optional<String> name, Caller caller) {
      return new Request(conflict, name, caller, Ids.next());
    }
  }
}
