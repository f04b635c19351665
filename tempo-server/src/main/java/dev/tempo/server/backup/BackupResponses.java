package dev.tempo.server.backup;

import dev.tempo.server.http.json.ApiResponse;
import dev.tempo.server.http.json.ApiResponse.Schema;
import dev.tempo.server.message.Translation;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** What is answered about backups. */
final class BackupResponses {
  private BackupResponses() {}

  @Schema("Backups")
  record BackupPage(
      List<BackupResponse> backups, long total, boolean totalIsExact, Optional<String> nextCursor)
      implements ApiResponse {}

  @Schema("Backup")
  record BackupResponse(
      String id, String kind, Instant createdAt, long sizeBytes, long notes, Path file)
      implements ApiResponse {

    static BackupResponse of(Backup backup) {
      return new BackupResponse(
          backup.id(),
          backup.kind().label(),
          backup.createdAt(),
          backup.sizeBytes(),
          backup.notes(),
          backup.file());
    }
  }

  @Schema("BackupBegun")
  record BackupBegun(String id, String state) implements ApiResponse {}

  @Schema("DeletedById")
  record DeletedBackup(String id, boolean deleted) implements ApiResponse {}

  @Schema("RestoreBegun")
  record RestoreBegun(String id, String state, boolean restartNeeded) implements ApiResponse {}

  /** What was noted while a backup was made; a line begins with its instant. */
  @Schema("BackupLog")
  record BackupLogResponse(String id, List<String> lines, boolean complete) implements ApiResponse {

    static BackupLogResponse of(String id, BackupLog.Excerpt log) {
      return new BackupLogResponse(id, log.lines(), log.isComplete());
    }
  }

  @Schema("BackupItems")
  record ItemPage(
      List<ItemResponse> items, long total, boolean totalIsExact, Optional<String> nextCursor)
      implements ApiResponse {}

  /** A thing in a backup, and whether it is here, too. */
  @Schema("BackupItem")
  record ItemResponse(
      String kind, String id, String name, String place, Optional<String> owner, boolean here)
      implements ApiResponse {

    static ItemResponse of(BackupItem item, boolean here) {
      return new ItemResponse(
          item.kind().label(), item.id(), item.name(), item.place(), item.owner(), here);
    }
  }

  /** How backups stand; free space that is not known is null. */
  @Schema("BackupStatus")
  record BackupStatus(
      boolean enabled,
      Optional<BackupResponse> lastBackup,
      Optional<Instant> nextBackupAt,
      int count,
      long totalBytes,
      long maxBytes,
      Path directory,
      Optional<Long> diskFreeBytes,
      Optional<ActivityResponse> running,
      Optional<OutcomeResponse> lastOutcome,
      Optional<FailureResponse> lastFailure,
      Optional<String> restoreStaged,
      boolean restartNeeded)
      implements ApiResponse {}

  /** What is being done; the bytes are those of the step, and without a total nothing is known. */
  @Schema("BackupActivity")
  record ActivityResponse(
      String what,
      String id,
      Instant since,
      String step,
      long doneBytes,
      long totalBytes,
      OptionalInt percent)
      implements ApiResponse {

    static ActivityResponse of(BackupActivity activity, Translation language) {
      BackupProgress.Standing standing = activity.progress().standing();
      return new ActivityResponse(
          activity.what().label(),
          activity.id(),
          activity.since(),
          language.text(standing.step()),
          standing.doneBytes(),
          standing.totalBytes(),
          standing.percent());
    }
  }

  /** How something has ended. */
  @Schema("BackupOutcome")
  record OutcomeResponse(
      String what,
      String id,
      Instant at,
      String result,
      String message,
      Optional<RestoredItemResponse> item)
      implements ApiResponse {

    static OutcomeResponse of(BackupActivity.Outcome outcome, Translation language) {
      return new OutcomeResponse(
          outcome.what().label(),
          outcome.id(),
          outcome.at(),
          outcome.result().label(),
          language.text(outcome.message()),
          outcome.item().map(item -> RestoredItemResponse.of(item, language)));
    }
  }

  record RestoredItemResponse(
      String kind, String id, String name, String action, List<String> notes)
      implements ApiResponse {

    static RestoredItemResponse of(RestoredItem item, Translation language) {
      return new RestoredItemResponse(
          item.kind().label(),
          item.id(),
          item.name(),
          item.action().label(),
          language.texts(item.notes()));
    }
  }

  record FailureResponse(String what, String id, Instant at, String message)
      implements ApiResponse {

    static FailureResponse of(BackupActivity.Outcome failure, Translation language) {
      return new FailureResponse(
          failure.what().label(), failure.id(), failure.at(), language.text(failure.message()));
    }
  }
}
