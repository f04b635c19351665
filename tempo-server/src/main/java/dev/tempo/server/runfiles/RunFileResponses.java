package dev.tempo.server.runfiles;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.server.http.json.ApiResponse;
import dev.tempo.server.http.json.ApiResponse.Schema;
import dev.tempo.server.projects.ProjectChanges;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What is answered about files of runs. */
final class RunFileResponses {
  private RunFileResponses() {}

  record FileResponse(String path, String change, long sizeBytes, Instant changedAt)
      implements ApiResponse {
    static FileResponse of(ProjectChanges.Changed file) {
      return new FileResponse(
          file.path(), file.isNew() ? "made" : "changed", file.sizeBytes(), file.changedAt());
    }

    /** As it was written. */
    static FileResponse of(JsonNode file) {
      return new FileResponse(
          file.path("path").textValue(),
          file.path("change").textValue(),
          file.path("sizeBytes").longValue(),
          Instant.parse(file.path("changedAt").textValue()));
    }
  }

  @Schema("RunFiles")
  record FilesOfRun(
      UUID runId,
      boolean known,
      Optional<UUID> projectId,
      Optional<String> groupId,
      int total,
      boolean isComplete,
      List<FileResponse> files)
      implements ApiResponse {}
}
