package dev.tempo.server.backup;

import dev.tempo.message.Message;
import dev.tempo.server.backup.BackupActivity.Outcome;
import dev.tempo.server.backup.BackupActivity.Result;
import dev.tempo.server.backup.BackupActivity.What;
import dev.tempo.server.backup.BackupResponses.ActivityResponse;
import dev.tempo.server.backup.BackupResponses.OutcomeResponse;
import dev.tempo.server.http.json.ApiResponse;
import dev.tempo.server.message.Translation;
import java.time.Instant;
import java.util.function.Function;

/**
 * Tells pages how far something is with backups, and administrators when a backup fails that nobody
 * waits for. Thread-safe.
 */
public final class BackupEvents implements BackupListener {
  private final Pages pages;
  private volatile Alarm alarm = (id, at, reason) -> {};

  /** Tells these pages, and nobody else yet. */
  public BackupEvents(Pages pages) {
    this.pages = pages;
  }

  /** Says who tells administrators of failures. */
  public void onFailure(Alarm told) {
    alarm = told;
  }

  /** Brings events to the pages of administrators. */
  @FunctionalInterface
  public interface Pages {

    /**
     * Tells one.
     *
     * @param type what happened
     * @param data of it, in the language of whoever reads it
     */
    void tell(String type, Function<Translation, ApiResponse> data);
  }

  /** Tells administrators wherever they are. */
  @FunctionalInterface
  public interface Alarm {

    /** A backup that should have been made by itself could not be. */
    void failed(String id, Instant at, Message reason);
  }

  @Override
  public void progress(BackupActivity activity) {
    pages.tell("backup.progress", language -> ActivityResponse.of(activity, language));
  }

  @Override
  public void ended(Outcome outcome) {
    pages.tell("backup.ended", language -> OutcomeResponse.of(outcome, language));
    boolean byItself =
        outcome.what() == What.BACKUP && !outcome.id().endsWith(Backup.Kind.MANUAL.label());
    if (byItself && outcome.result() == Result.FAILED) {
      alarm.failed(outcome.id(), outcome.at(), outcome.message());
    }
  }
}
