package dev.tempo.server.folders;

import dev.tempo.server.http.json.ApiResponse;
import dev.tempo.server.http.json.ApiResponse.Schema;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What is answered about folders. */
final class FolderResponses {
  private FolderResponses() {}

  @Schema("Folders")
  record FolderPage(
      List<FolderResponse> folders, long total, boolean totalIsExact, Optional<String> nextCursor)
      implements ApiResponse {}

  @Schema("Folder")
  record FolderResponse(
      UUID id,
      String name,
      String safeName,
      Optional<UUID> parentId,
      String path,
      List<String> names,
      long jobCount,
      Instant createdAt,
      Instant updatedAt)
      implements ApiResponse {}

  @Schema("DeletedFolder")
  record DeletedFolder(UUID id, UUID undoId) implements ApiResponse {}
}
