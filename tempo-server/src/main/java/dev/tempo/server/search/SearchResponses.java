package dev.tempo.server.search;

import dev.tempo.server.http.json.ApiResponse;
import dev.tempo.server.http.json.ApiResponse.Schema;
import dev.tempo.server.runs.LineResponse;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What searches of logs answer. */
final class SearchResponses {
  private SearchResponses() {}

  @Schema("Hits")
  record HitPage(
      List<HitResponse> hits,
      Optional<String> nextCursor,
      boolean complete,
      @LeftOutIfEmpty Optional<Boolean> contextComplete)
      implements ApiResponse {}

  /** A line; those around it stand there if they were asked for. */
  record HitResponse(
      UUID runId,
      UUID jobId,
      long lineNumber,
      Instant timestamp,
      String content,
      List<List<Integer>> highlights,
      @LeftOutIfEmpty Optional<List<LineResponse>> before,
      @LeftOutIfEmpty Optional<List<LineResponse>> after)
      implements ApiResponse {}

  @Schema("Histogram")
  record HistogramResponse(
      int bucketSeconds,
      List<HitBucket> buckets,
      List<HitJob> jobs,
      long count,
      boolean complete,
      Optional<String> nextCursor)
      implements ApiResponse {}

  record HitBucket(Instant start, long count) implements ApiResponse {}

  record HitJob(UUID jobId, Optional<String> jobName, long count) implements ApiResponse {}
}
