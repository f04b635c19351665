package dev.tempo.server.retention;

import dev.tempo.server.http.json.ApiResponse;
import dev.tempo.server.http.json.ApiResponse.Schema;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;

/** What is answered about how long runs are kept. */
final class RetentionResponses {
  private RetentionResponses() {}

  @Schema("Retention")
  record RetentionResponse(
      LocalTime time,
      Map<String, Integer> roleDays,
      int runsPerJob,
      List<JobRetention> jobs,
      List<UserRetention> users)
      implements ApiResponse {}

  /** The name is empty when the job is gone. */
  record JobRetention(UUID jobId, Optional<String> jobName, OptionalInt days, OptionalInt newest)
      implements ApiResponse {}

  record UserRetention(UUID userId, int days) implements ApiResponse {}

  @Schema("CleanedUp")
  record CleanedUp(long deleted, boolean complete) implements ApiResponse {}
}
