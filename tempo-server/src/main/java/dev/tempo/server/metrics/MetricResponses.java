package dev.tempo.server.metrics;

import dev.tempo.process.ResourceSample;
import dev.tempo.server.http.json.ApiResponse;
import dev.tempo.server.http.json.ApiResponse.Schema;
import dev.tempo.store.MetricBucket;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What is answered about figures of runs. */
final class MetricResponses {
  private MetricResponses() {}

  @Schema("Stats")
  record StatsResponse(
      long activeJobs,
      long runningNow,
      long queued,
      Optional<Double> successRate,
      long totalFailures,
      Optional<Long> averageDuration,
      long uptime)
      implements ApiResponse {}

  @Schema("Samples")
  record SampleList(List<SampleResponse> samples) implements ApiResponse {}

  record SampleResponse(@Unwrapped UsageSample usage, int processes) implements ApiResponse {

    static SampleResponse of(ResourceSample usage) {
      return new SampleResponse(UsageSample.of(usage), usage.processes());
    }
  }

  @Schema("Buckets")
  record BucketList(List<BucketResponse> buckets) implements ApiResponse {}

  record BucketResponse(
      String periodType,
      Instant periodStart,
      long runCount,
      long successCount,
      long failureCount,
      long avgDurationMs,
      double avgCpuPercent,
      double maxCpuPercent,
      long avgMemoryBytes,
      long maxMemoryBytes)
      implements ApiResponse {

    static BucketResponse of(MetricBucket bucket) {
      MetricBucket.Usage usage = bucket.usage();
      return new BucketResponse(
          bucket.period().name().toLowerCase(Locale.ROOT),
          bucket.start(),
          bucket.counts().runs(),
          bucket.counts().successes(),
          bucket.counts().failures(),
          bucket.averageDuration().toMillis(),
          UsageSample.rounded(usage.averageCpuPercent()),
          UsageSample.rounded(usage.maxCpuPercent()),
          usage.averageMemoryBytes(),
          usage.maxMemoryBytes());
    }
  }
}
