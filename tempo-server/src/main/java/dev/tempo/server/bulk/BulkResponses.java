package dev.tempo.server.bulk;

import dev.tempo.server.http.Refusal;
import dev.tempo.server.http.json.ApiResponse;
import dev.tempo.server.http.json.ApiResponse.Schema;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What is answered when the same was done to many jobs. */
final class BulkResponses {
  private BulkResponses() {}

  /** What was done to which, by what it can be taken back, and what was refused. */
  @Schema("JobOutcomes")
  record JobOutcomes(List<JobDone> done, List<Refusal> refused, Optional<UUID> undoId)
      implements ApiResponse {}

  record JobDone(UUID id, String name, @Unwrapped Done what) implements ApiResponse {}

  /** What was done to a job. */
  sealed interface Done extends ApiResponse {}

  /** It was changed from what it was before. */
  record Edited(boolean changed, long version, Before before) implements Done {}

  record Before(boolean enabled, Optional<UUID> folderId, List<String> tags)
      implements ApiResponse {}

  record Marked(boolean changed) implements Done {}

  record Started(boolean changed, UUID runId) implements Done {}

  /** It was deleted; empty if none of its files were kept. */
  record Deleted(boolean changed, Optional<String> trashId) implements Done {}
}
