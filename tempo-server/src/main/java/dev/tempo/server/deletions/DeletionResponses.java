package dev.tempo.server.deletions;

import dev.tempo.server.http.json.ApiResponse;
import dev.tempo.server.http.json.ApiResponse.Schema;
import dev.tempo.server.scripts.FilesResponse;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What is answered about deletions. */
final class DeletionResponses {
  private DeletionResponses() {}

  /** What the deletion of a job would take. */
  @Schema("JobDeletion")
  record PreviewResponse(
      List<JobInDeletion> jobs,
      int jobCount,
      boolean isComplete,
      long runs,
      boolean runsAreExact,
      long running,
      long queued,
      long versions,
      long files,
      boolean filesAreExact,
      long sizeBytes)
      implements ApiResponse {}

  /** What the deletion of a folder would take; refusal says why it may not go as a whole. */
  @Schema("FolderDeletion")
  record FolderPreview(
      @Unwrapped PreviewResponse preview,
      UUID id,
      String name,
      List<FolderInDeletion> folders,
      Optional<String> refusal)
      implements ApiResponse {}

  record FolderInDeletion(UUID id, String name, List<String> names) implements ApiResponse {}

  @Schema("JobInDeletion")
  record JobInDeletion(
      UUID id,
      String name,
      List<String> folderNames,
      boolean enabled,
      long runs,
      boolean runsAreExact,
      long running,
      long queued,
      int versions,
      FilesResponse files,
      long favorites,
      long keys)
      implements ApiResponse {}

  /** What is back, and why files of some jobs are not. */
  @Schema("Undone")
  record Undone(List<NamedThing> folders, List<NamedThing> jobs, List<String> problems)
      implements ApiResponse {}

  @Schema("Named")
  record NamedThing(UUID id, String name) implements ApiResponse {}
}
