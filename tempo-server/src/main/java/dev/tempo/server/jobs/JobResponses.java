package dev.tempo.server.jobs;

import dev.tempo.server.http.json.ApiResponse;
import dev.tempo.server.http.json.ApiResponse.Schema;
import dev.tempo.server.scripts.FilesResponse;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What is answered about jobs besides the jobs themselves. */
final class JobResponses {
  private JobResponses() {}

  /**
   * What a deleted job left.
   *
   * @param trashId of its files; empty if none were kept
   * @param undoId by which it can be brought back for a while; empty if it cannot
   */
  @Schema("DeletedJob")
  record DeletedJob(UUID id, FilesResponse files, Optional<String> trashId, Optional<UUID> undoId)
      implements ApiResponse {}

  @Schema("GivenJob")
  record GivenJob(UUID id, String name, Optional<String> owner) implements ApiResponse {}

  @Schema("AutoSaved")
  record AutoSaved(
      long version, Instant savedAt, Optional<String> interpreter, List<String> warnings)
      implements ApiResponse {}
}
