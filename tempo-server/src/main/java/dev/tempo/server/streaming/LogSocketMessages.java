package dev.tempo.server.streaming;

import dev.tempo.Run;
import dev.tempo.log.LogLine;
import dev.tempo.server.http.json.ApiResponse;
import dev.tempo.server.http.json.ApiResponse.Schema;
import dev.tempo.server.message.Translation;
import dev.tempo.server.metrics.UsageSample;
import dev.tempo.server.runs.LineResponse;
import dev.tempo.server.runs.RunJson;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;

/** What the server tells on the WebSockets of logs. */
final class LogSocketMessages {
  private LogSocketMessages() {}

  /** A line; one that has not ended says so. */
  @Schema("LiveLine")
  record LineMessage(
      String type,
      UUID runId,
      Instant timestamp,
      String stream,
      String content,
      long lineNumber,
      boolean continued,
      @LeftOutIfEmpty Optional<Boolean> open)
      implements ApiResponse {

    static LineMessage of(UUID runId, LogLine line, Translation language) {
      return new LineMessage(
          "log",
          runId,
          line.timestamp(),
          RunJson.label(line.stream()),
          LineResponse.content(line, language),
          line.number(),
          line.continued(),
          Optional.empty());
    }

    LineMessage withOpen() {
      return new LineMessage(
          type, runId, timestamp, stream, content, lineNumber, continued, Optional.of(true));
    }
  }

  /** How a run stands; of several runs without the time. */
  @Schema("LiveStatus")
  record StatusMessage(
      String type,
      UUID runId,
      @LeftOutIfEmpty Optional<Instant> timestamp,
      String status,
      OptionalInt exitCode,
      Optional<Long> duration)
      implements ApiResponse {

    static StatusMessage of(Run run, Optional<Instant> timestamp) {
      return new StatusMessage(
          "status",
          run.id(),
          timestamp,
          RunJson.label(run.status()),
          run.exitCode(),
          run.duration().map(Duration::toMillis));
    }
  }

  /** What the run uses just now. */
  @Schema("LiveMetric")
  record MetricMessage(String type, UUID runId, @Unwrapped UsageSample usage)
      implements ApiResponse {}

  /** Lines that were passed over; of several runs with the run. */
  @Schema("LiveGap")
  record GapMessage(String type, @LeftOutIfEmpty Optional<UUID> runId, long from, long to)
      implements ApiResponse {}

  /** A run that is followed from now on. */
  @Schema("TailedRun")
  record RunMessage(
      String type,
      UUID runId,
      UUID jobId,
      String jobName,
      String queue,
      String status,
      Optional<Instant> startedAt)
      implements ApiResponse {

    static RunMessage of(Run run) {
      return new RunMessage(
          "run",
          run.id(),
          run.jobId(),
          run.jobName(),
          run.job().queue(),
          RunJson.label(run.status()),
          run.startedAt());
    }
  }

  /** How many more runs match that are not followed. */
  @Schema("TailedMore")
  record MoreMessage(String type, int count) implements ApiResponse {}
}
