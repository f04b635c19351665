package dev.tempo.server.backup;

import dev.tempo.server.http.json.ApiResponse;
import dev.tempo.server.http.json.ApiResponse.Schema;
import dev.tempo.server.message.Translation;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

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

  /** How backups stand; free space that is not known is null. */
  @Schema("BackupStatus")
  record BackupStatus(
      boolean enabled,
      Optional<BackupResponse> lastBackup,
      Optional<Instant> nextBackupAt,
      int count,
      long totalBytes,
      Path directory,
      Optional<Long> diskFreeBytes,
      Optional<ActivityResponse> running,
      Optional<FailureResponse> lastFailure,
      Optional<String> restoreStaged,
      boolean restartNeeded)
      implements ApiResponse {}

  record ActivityResponse(String what, String id, Instant since, String step)
      implements ApiResponse {

    static ActivityResponse of(BackupService.Activity activity, Translation language) {
      return new ActivityResponse(
          activity.what(), activity.id(), activity.since(), language.text(activity.step()));
    }
  }

  record FailureResponse(String what, Instant at, String message) implements ApiResponse {

    static FailureResponse of(BackupService.Failure failure, Translation language) {
      return new FailureResponse(failure.what(), failure.at(), language.text(failure.message()));
    }
  }
}
