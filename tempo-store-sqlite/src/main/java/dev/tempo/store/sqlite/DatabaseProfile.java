package dev.tempo.store.sqlite;

import dev.tempo.log.LogStorageException;
import dev.tempo.log.LogStorageException.Reason;
import dev.tempo.store.StoreException;
import dev.tempo.store.jdbc.Migrations;
import java.util.List;

/** In what the two files of a store differ; all else is the same for both. */
enum DatabaseProfile {

  /**
   * Jobs, runs and what else must outlive a power failure: every commit is synced. A checkpoint
   * syncs three times more, and holds the next commit up; many changes of a page become one write
   * there, so a few large ones cost less than many small ones. The log ahead begins anew at about
   * 16 MB, unless something still reads.
   */
  STATE(
      new Migrations(DatabaseProfile.class, "tempo", 19),
      List.of("synchronous = FULL", "cache_size = -8000", "wal_autocheckpoint = 4000")) {
    @Override
    boolean isSyncedAlways() {
      return true;
    }

    @Override
    RuntimeException exception(Reason reason, String message, Throwable cause) {
      return new StoreException(reasonOfStore(reason), message, cause);
    }
  },

  /**
   * What runs print: synced where it is asked for. Space is given back page by page, which can only
   * be chosen before anything is written; and there are many writes between two checkpoints.
   */
  LOGS(
      new Migrations(DatabaseProfile.class, "logs", 3),
      List.of("auto_vacuum = INCREMENTAL", "synchronous = NORMAL", "wal_autocheckpoint = 4000")) {
    @Override
    boolean isSyncedAlways() {
      return false;
    }

    @Override
    RuntimeException exception(Reason reason, String message, Throwable cause) {
      return new LogStorageException(reason, message, cause);
    }
  };

  private final Migrations migrations;
  private final List<String> pragmas;

  DatabaseProfile(Migrations migrations, List<String> pragmas) {
    this.migrations = migrations;
    this.pragmas = pragmas;
  }

  /** The scripts that lead from one form of the tables to the next. */
  Migrations migrations() {
    return migrations;
  }

  /** Settings of the connection that writes, before all others. */
  List<String> pragmas() {
    return pragmas;
  }

  /** Whether each commit is on the disk for good when it returns. */
  abstract boolean isSyncedAlways();

  /** The kind of exception that users of the file expect. */
  abstract RuntimeException exception(Reason reason, String message, Throwable cause);

  private static StoreException.Reason reasonOfStore(Reason reason) {
    return switch (reason) {
      case DAMAGED -> StoreException.Reason.DAMAGED;
      case TOO_NEW -> StoreException.Reason.TOO_NEW;
      case FULL, LOCKED, UNREACHABLE -> StoreException.Reason.UNAVAILABLE;
      default -> StoreException.Reason.OTHER;
    };
  }
}
