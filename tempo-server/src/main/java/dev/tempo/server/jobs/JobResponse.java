package dev.tempo.server.jobs;

import dev.tempo.JobDeclaration;
import dev.tempo.server.http.json.ApiResponse;
import dev.tempo.server.http.json.ApiResponse.Schema;
import dev.tempo.server.jobs.RunSummaries.Recent;
import dev.tempo.server.message.Translation;
import dev.tempo.server.schedules.TriggerResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A job as the API shows it.
 *
 * @param favorite whether it is one of the caller's favourites, where that is told
 * @param hasDraft whether the caller has a draft of its script, where that is told
 */
@Schema("Job")
public record JobResponse(
    @Unwrapped Head head,
    TaskResponse task,
    @Unwrapped Body body,
    @LeftOutIfEmpty Optional<Boolean> favorite,
    @LeftOutIfEmpty Optional<Boolean> hasDraft)
    implements ApiResponse {

  /** With what its caller has marked of it. */
  JobResponse withMarks(boolean favorite, boolean hasDraft) {
    return new JobResponse(head, task, body, Optional.of(favorite), Optional.of(hasDraft));
  }

  /** With more to say about what was saved, this once. */
  JobResponse withWarnings(List<String> additional) {
    return new JobResponse(head, task, body.withWarnings(additional), favorite, hasDraft);
  }

  /** A job in a list, without the content of its script. */
  @Schema("ListedJob")
  public record Listed(
      @Unwrapped Head head, TaskResponse.Listed task, @Unwrapped Body body, boolean favorite)
      implements ApiResponse {}

  @Schema("Jobs")
  record Page(List<Listed> jobs, long total, boolean totalIsExact, Optional<String> nextCursor)
      implements ApiResponse {}

  /** What a job is called, where it is and whose, and whether a program declares it. */
  record Head(
      UUID id,
      String name,
      String safeName,
      String source,
      Optional<UUID> folderId,
      String folderPath,
      List<String> folderNames,
      Optional<String> groupId,
      boolean enabled,
      Optional<String> owner,
      String timezone,
      Optional<Declaration> declaration)
      implements ApiResponse {}

  /** That a program declares it, and what it leaves as operators have changed it. */
  record Declaration(List<JobDeclaration.Part> overridden) implements ApiResponse {

    static Declaration of(JobDeclaration declaration) {
      return new Declaration(declaration.overridden().stream().sorted().toList());
    }
  }

  /**
   * What a job does, and how that went.
   *
   * @param environmentVariables by name; the values of secret ones are empty
   */
  record Body(
      Map<String, Optional<String>> environmentVariables,
      List<TriggerResponse> triggers,
      @Unwrapped PolicyResponse policy,
      @Unwrapped DetailsResponse details,
      @Unwrapped Standing standing)
      implements ApiResponse {

    private Body withWarnings(List<String> additional) {
      return new Body(
          environmentVariables, triggers, policy, details, standing.withWarnings(additional));
    }
  }

  /** What is computed. */
  record Standing(
      long version,
      long scriptVersion,
      Environment environment,
      Optional<Instant> nextRunAt,
      List<Object> warnings,
      Optional<LateResponse> late,
      @Unwrapped Runs runs,
      Instant createdAt,
      Instant updatedAt)
      implements ApiResponse {

    private Standing withWarnings(List<String> additional) {
      return new Standing(
          version,
          scriptVersion,
          environment,
          nextRunAt,
          Stream.<Object>concat(warnings.stream(), additional.stream()).toList(),
          late,
          runs,
          createdAt,
          updatedAt);
    }
  }

  /** How it stands with a job's environment. */
  public record Environment(
      String state, Optional<String> pythonVersion, OptionalLong sizeBytes, Optional<String> error)
      implements ApiResponse {

    /** Of how it stands, in a language. */
    public static Environment of(JobEnvironments.Standing standing, Translation language) {
      return new Environment(
          standing.state().name().toLowerCase(Locale.ROOT),
          standing.pythonVersion(),
          standing.sizeBytes(),
          standing.error().map(language::text));
    }
  }

  /** How its runs went, of those that the caller may see. */
  record Runs(
      Optional<LastRun> lastRun, List<RecentRun> recentRuns, long runCount, long successCount)
      implements ApiResponse {

    static Runs of(RunSummaries.Summary summary) {
      return new Runs(
          summary.recent().stream().findFirst().map(LastRun::of),
          summary.recent().stream().map(RecentRun::of).toList(),
          summary.runs(),
          summary.successes());
    }
  }

  record LastRun(UUID id, String status, Optional<Instant> startedAt, Optional<Long> durationMs)
      implements ApiResponse {

    static LastRun of(Recent run) {
      return new LastRun(
          run.id(), label(run), run.startedAt(), run.duration().map(Duration::toMillis));
    }
  }

  record RecentRun(UUID id, String status, Optional<Long> durationMs) implements ApiResponse {

    static RecentRun of(Recent run) {
      return new RecentRun(run.id(), label(run), run.duration().map(Duration::toMillis));
    }
  }

  private static String label(Recent run) {
    return run.status().name().toLowerCase(Locale.ROOT);
  }
}
