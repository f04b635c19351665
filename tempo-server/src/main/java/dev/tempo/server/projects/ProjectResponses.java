package dev.tempo.server.projects;

import dev.tempo.server.http.json.ApiResponse;
import dev.tempo.server.http.json.ApiResponse.Schema;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** What is answered about projects. */
final class ProjectResponses {
  private ProjectResponses() {}

  @Schema("Project")
  record ProjectResponse(
      UUID id,
      String name,
      String directory,
      String description,
      boolean isDefault,
      boolean isActive,
      Instant createdAt,
      Instant lastAccessedAt,
      Optional<Long> sizeBytes)
      implements ApiResponse {}

  @Schema("Projects")
  record ProjectPage(List<ProjectResponse> projects, Optional<UsageResponse> usage)
      implements ApiResponse {}

  @Schema("ProjectFiles")
  record FilePage(List<FileResponse> files, List<String> groups, UsageResponse usage)
      implements ApiResponse {}

  record FileResponse(String path, Kind type, long sizeBytes, Instant modifiedAt)
      implements ApiResponse {
    static FileResponse of(ProjectFiles.Entry entry) {
      return new FileResponse(
          entry.path(),
          entry.isDirectory() ? Kind.DIRECTORY : Kind.FILE,
          entry.sizeBytes(),
          entry.modifiedAt());
    }
  }

  /** What a path leads to. */
  enum Kind {
    FILE,
    DIRECTORY;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** How much the account uses; no quota means as much as there is room for. */
  record UsageResponse(long usedBytes, Optional<Long> quotaBytes, boolean isNearlyFull)
      implements ApiResponse {
    static UsageResponse of(ProjectFiles.Usage usage) {
      return new UsageResponse(
          usage.usedBytes(),
          Optional.of(usage.quotaBytes()).filter(quota -> quota > 0),
          usage.isNearlyFull());
    }
  }

  @Schema("WrittenFile")
  record WrittenFile(String path, long sizeBytes, String etag, UsageResponse usage)
      implements ApiResponse {}

  @Schema("ProjectBackup")
  record BackupResponse(String id, String name, long sizeBytes, Instant createdAt)
      implements ApiResponse {
    static BackupResponse of(ProjectBackups.Backup backup) {
      return new BackupResponse(backup.id(), backup.name(), backup.sizeBytes(), backup.createdAt());
    }
  }

  @Schema("ProjectBackups")
  record BackupPage(List<BackupResponse> backups) implements ApiResponse {}

  @Schema("RestoredProject")
  record Restored(int restored) implements ApiResponse {}
}
