package dev.tempo.server.trash;

import dev.tempo.server.http.json.ApiResponse;
import dev.tempo.server.http.json.ApiResponse.Schema;
import dev.tempo.server.scripts.DiscardedResponse;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What is answered about the trash. */
final class TrashResponses {
  private TrashResponses() {}

  @Schema("Trash")
  record TrashPage(
      List<TrashEntry> trash, long total, boolean totalIsExact, Optional<String> nextCursor)
      implements ApiResponse {}

  record TrashEntry(@Unwrapped DiscardedResponse discarded, Instant keptUntil)
      implements ApiResponse {}

  @Schema("DeletedById")
  record DeletedTrash(String id, boolean deleted) implements ApiResponse {}

  /** Where the files are; empty if they are at their old places. */
  @Schema("RestoredTrash")
  record RestoredTrash(String id, UUID jobId, Optional<String> directory) implements ApiResponse {}
}
