package dev.tempo.server.runs;

import dev.tempo.Run;
import dev.tempo.RunOrigin;
import dev.tempo.RunPredecessor;
import dev.tempo.RunResult;
import dev.tempo.message.Message;
import dev.tempo.schedule.FollowCondition;
import dev.tempo.server.failures.FailureReason;
import dev.tempo.server.http.json.ApiResponse;
import dev.tempo.server.http.json.ApiResponse.Schema;
import dev.tempo.server.message.Messages;
import dev.tempo.server.message.Translation;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;

/**
 * A run as the API shows it.
 *
 * @param reason why it failed or waits, if that is known
 * @param usual how long runs of its job take, while it runs
 * @param jobIsVisible whether the caller may see its job, where that is told
 * @param preview of its log, where that is asked for
 */
@Schema("Run")
public record RunResponse(
    @Unwrapped Facts facts,
    Optional<Reason> reason,
    Optional<Usual> usual,
    @LeftOutIfEmpty Optional<Boolean> jobIsVisible,
    @LeftOutIfEmpty Optional<Preview> preview)
    implements ApiResponse {

  /** With whether the caller may see its job. */
  RunResponse withJobIsVisible(boolean visible) {
    return new RunResponse(facts, reason, usual, Optional.of(visible), preview);
  }

  /** With the last lines of its log. */
  RunResponse withPreview(Preview lines) {
    return new RunResponse(facts, reason, usual, jobIsVisible, Optional.of(lines));
  }

  UUID id() {
    return facts.subject().id();
  }

  UUID jobId() {
    return facts.subject().jobId();
  }

  @Schema("Runs")
  record Page(
      List<RunResponse> runs,
      long total,
      boolean totalIsExact,
      boolean sortIsComplete,
      Optional<String> nextCursor)
      implements ApiResponse {}

  /** A run in an event, which is told to many: nothing is looked up that changes by itself. */
  @Schema("EventRun")
  public record OfEvent(@Unwrapped Facts facts, boolean jobIsVisible) implements ApiResponse {}

  /** The last line of its output, and of its standard error, as plain text. */
  record Preview(Optional<String> output, Optional<String> errors) implements ApiResponse {}

  /** What is known of a run by itself. */
  public record Facts(
      @Unwrapped Subject subject,
      @Unwrapped Course course,
      @Unwrapped Outcome outcome,
      int attempt,
      Optional<UUID> firstRunId,
      Optional<Long> queuePosition,
      Map<String, String> parameters,
      Optional<String> note)
      implements ApiResponse {}

  /** What runs. */
  record Subject(
      UUID id,
      UUID jobId,
      String jobName,
      long jobVersion,
      String queue,
      Optional<Long> scriptVersion,
      Optional<String> scriptSha256,
      boolean unsaved,
      Optional<UUID> projectId,
      Optional<String> projectName)
      implements ApiResponse {}

  /** Why it was started, and how far it is. */
  record Course(
      String status,
      String cause,
      Optional<String> node,
      Optional<String> startedBy,
      Optional<UUID> triggerId,
      Optional<Instant> scheduledFor,
      Instant queuedAt,
      Optional<Instant> startedAt,
      Optional<Instant> finishedAt,
      Optional<Long> durationMs,
      Optional<Predecessor> predecessor,
      int priority,
      Optional<String> key)
      implements ApiResponse {

    static Course of(Run run, Optional<String> node, Optional<String> startedBy) {
      RunOrigin origin = run.request().origin();
      return new Course(
          RunJson.label(run.status()),
          RunJson.label(run.cause()),
          node,
          startedBy,
          origin.triggerId(),
          run.scheduledFor(),
          run.queuedAt(),
          run.startedAt(),
          run.finishedAt(),
          run.duration().map(Duration::toMillis),
          origin.predecessor().map(Predecessor::of),
          run.request().attributes().priority(),
          run.request().attributes().key());
    }
  }

  /** The run after which a run comes, and how that must have ended. */
  record Predecessor(UUID runId, FollowCondition condition) implements ApiResponse {

    static Predecessor of(RunPredecessor run) {
      return new Predecessor(run.runId(), run.condition());
    }
  }

  /** How it ended, and what it used. */
  record Outcome(
      OptionalInt exitCode,
      Optional<String> signal,
      Optional<String> error,
      long maxMemoryBytes,
      long cpuMs,
      double maxCpuPercent,
      long lineCount,
      long outputBytes,
      int processesEnded)
      implements ApiResponse {

    static Outcome of(RunResult result, Optional<String> error) {
      return new Outcome(
          result.exitCode(),
          result.signal(),
          error,
          result.usage().maxMemoryBytes(),
          result.usage().cpu().toMillis(),
          result.usage().maxCpuPercent(),
          result.usage().lineCount(),
          result.usage().outputBytes(),
          result.processesEnded());
    }
  }

  /**
   * Why it failed, or waits.
   *
   * @param lineNumber of the line of its log that says why it failed; empty while it waits
   * @param kind who wrote that line, or what it waits for
   */
  record Reason(String text, Optional<Long> lineNumber, Optional<Long> firstLine, String kind)
      implements ApiResponse {
    static Reason of(FailureReason reason) {
      return new Reason(
          reason.text(),
          Optional.of(reason.lineNumber()),
          Optional.of(reason.firstLine()),
          reason.kind().label());
    }

    static Reason of(Message why, Translation language) {
      String text = language.text(Messages.forEverybody(why));
      return new Reason(text, Optional.empty(), Optional.empty(), RunJson.label(why));
    }
  }

  /** How long the runs of a job usually take. */
  record Usual(long medianMs, long p90Ms, long p95Ms) implements ApiResponse {

    static Usual of(UsualDurations.Band band) {
      return new Usual(band.median().toMillis(), band.p90().toMillis(), band.p95().toMillis());
    }
  }
}
