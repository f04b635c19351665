package dev.tempo.server.runs;

import dev.tempo.server.http.json.ApiResponse;
import dev.tempo.server.http.json.ApiResponse.Schema;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What is answered about runs besides the runs themselves. */
final class RunResponses {
  private RunResponses() {}

  @Schema("Cancelled")
  record Cancelled(UUID runId, boolean cancelled) implements ApiResponse {}

  @Schema("Stopped")
  record Stopped(List<UUID> cancelled) implements ApiResponse {}

  @Schema("DeletedRun")
  record DeletedRun(UUID id) implements ApiResponse {}

  @Schema("JobStatus")
  record JobStatus(
      List<RunResponse> running, List<RunResponse> queued, Optional<RunResponse> lastRun)
      implements ApiResponse {}
}
