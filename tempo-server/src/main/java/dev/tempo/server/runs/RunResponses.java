package dev.tempo.server.runs;

import dev.tempo.Run;
import dev.tempo.server.http.Refusal;
import dev.tempo.server.http.json.ApiResponse;
import dev.tempo.server.http.json.ApiResponse.Schema;
import dev.tempo.server.quota.LogQuota;
import dev.tempo.store.LogTotals;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What is answered about runs besides the runs themselves. */
final class RunResponses {
  private RunResponses() {}

  @Schema("Cancelled")
  record Cancelled(UUID runId, boolean cancelled) implements ApiResponse {}

  @Schema("Acknowledged")
  record Acknowledged(UUID runId, boolean acknowledged) implements ApiResponse {}

  @Schema("DeadLetters")
  record DeadLetterList(List<DeadLettersOfJob> jobs, long total, boolean totalIsExact)
      implements ApiResponse {}

  /** Those of one job, of which the newest is shown. */
  record DeadLettersOfJob(
      UUID jobId,
      String jobName,
      boolean jobIsVisible,
      long count,
      Instant oldestAt,
      RunResponse newest)
      implements ApiResponse {}

  @Schema("Stopped")
  record Stopped(List<UUID> cancelled) implements ApiResponse {}

  @Schema("DeletedRun")
  record DeletedRun(UUID id) implements ApiResponse {}

  @Schema("JobStatus")
  record JobStatus(
      List<RunResponse> running, List<RunResponse> queued, Optional<RunResponse> lastRun)
      implements ApiResponse {}

  @Schema("DeletedRuns")
  record DeletedRuns(List<UUID> deleted, List<Refusal> refused) implements ApiResponse {}

  /** What was done to which, and what was refused. */
  @Schema("RunOutcomes")
  record RunOutcomes(List<RunDone> done, List<Refusal> refused) implements ApiResponse {}

  /** A run to which it was done; what was started again, runs as another one. */
  record RunDone(UUID id, String jobName, @LeftOutIfEmpty Optional<UUID> runId)
      implements ApiResponse {}

  /** How a run stands among those of its job, and among the attempts at the same work. */
  @Schema("RunContext")
  record ContextResponse(
      UUID runId,
      Optional<UUID> previousRunId,
      Optional<UUID> nextRunId,
      Optional<UUID> lastSuccessId,
      List<AttemptResponse> attempts,
      Optional<RunResponse.Usual> usual,
      Optional<PredecessorRun> predecessor)
      implements ApiResponse {}

  /** The run after which another one comes, as it stands now; not told to who may not see it. */
  record PredecessorRun(UUID id, String jobName, String status) implements ApiResponse {

    static PredecessorRun of(Run run) {
      return new PredecessorRun(run.id(), run.jobName(), RunJson.label(run.status()));
    }
  }

  record AttemptResponse(UUID id, int attempt, String status) implements ApiResponse {

    static AttemptResponse of(Run run) {
      return new AttemptResponse(run.id(), run.attempt(), RunJson.label(run.status()));
    }
  }

  /** What people noted; who shares it, administrators are told. */
  @Schema("Annotations")
  record AnnotationsResponse(
      UUID runId,
      Optional<String> note,
      boolean bookmarked,
      Collection<String> tags,
      List<String> sharedWith)
      implements ApiResponse {}

  /** The text that a run executed; its content is empty if it is not kept any more. */
  @Schema("RunScript")
  record ScriptResponse(
      String kind,
      Optional<String> content,
      String sha256,
      boolean unsaved,
      Optional<Long> scriptVersion)
      implements ApiResponse {}

  /** The module for want of which a run failed, if it did. */
  @Schema("MissingRequirement")
  record RequirementResponse(
      UUID runId,
      Optional<String> module,
      Optional<String> requirement,
      Optional<String> hint,
      boolean mayAdd,
      String state,
      Optional<UUID> startedRunId,
      Optional<String> error)
      implements ApiResponse {}

  @Schema("Log")
  record LogPage(
      List<LineResponse> lines,
      long nextLine,
      long total,
      boolean complete,
      @LeftOutIfEmpty Optional<Boolean> kept)
      implements ApiResponse {}

  /** How much the caller's logs take; those of everybody, administrators are told. */
  @Schema("LogUse")
  record LogUse(
      @Unwrapped Totals ofCaller,
      long retentionDays,
      long runs,
      Optional<Double> successRate,
      Optional<Long> averageDuration,
      Optional<Totals> all,
      QuotaUse quota)
      implements ApiResponse {}

  /** What the logs of an account may take, and whether they do: none, ok, near or full. */
  record QuotaUse(Optional<Long> limitBytes, String state) implements ApiResponse {

    static QuotaUse of(LogQuota quota) {
      return new QuotaUse(quota.limitBytes(), quota.state());
    }
  }

  record Totals(long logs, long lines, long storedBytes) implements ApiResponse {

    static Totals of(LogTotals totals) {
      return new Totals(totals.logs(), totals.lines(), totals.storedBytes());
    }
  }
}
