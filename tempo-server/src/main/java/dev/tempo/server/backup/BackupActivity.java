package dev.tempo.server.backup;

import dev.tempo.message.Message;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * Something that is done with a backup and takes its time.
 *
 * @param what is done
 * @param id of the backup
 * @param since when it began
 * @param progress how far it is
 */
record BackupActivity(What what, String id, Instant since, BackupProgress progress) {

  /** What can be done with backups. */
  enum What {
    /** One is made. */
    BACKUP,
    /** One is read, and held against its list of checksums. */
    VERIFY,
    /** One is unpacked, to take the place of everything. */
    RESTORE,
    /** One is unpacked into a directory of its own. */
    RESTORE_ELSEWHERE,
    /** A single job, project or group is taken out of one. */
    RESTORE_ITEM;

    /** As the API has it. */
    String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** How it ended. */
  enum Result {
    DONE,
    FAILED,
    CANCELLED;

    /** As the API has it. */
    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * How the last one ended.
   *
   * @param what was done
   * @param id of the backup
   * @param at when it ended
   * @param result how
   * @param message what came of it, or why it failed
   * @param item what was restored by itself; empty unless that was done
   */
  record Outcome(
      What what,
      String id,
      Instant at,
      Result result,
      Message message,
      Optional<RestoredItem> item) {}
}
