package dev.tempo.server.dashboard;

import dev.tempo.Run;
import dev.tempo.server.http.json.ApiResponse;
import dev.tempo.server.http.json.ApiResponse.Schema;
import dev.tempo.server.jobs.LateResponse;
import dev.tempo.server.jobs.RecentJobs;
import dev.tempo.server.runs.RunResponse;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** What the caller's jobs did and will do, as far as that was asked for. */
@Schema("Dashboard")
record DashboardResponse(
    @Unwrapped Optional<Recent> recent, @Unwrapped Optional<Soon> soon, Timeline timeline)
    implements ApiResponse {

  /**
   * What was.
   *
   * @param groups how many groups of scripts there are of which the caller may see a job
   * @param recentJobs which the caller used last
   * @param brokenEnvironments of jobs that the caller may see
   * @param deadLetters runs that failed for good and of which nobody has taken note; 10,000 at most
   * @param disk on which the data lies; empty if nothing can be told of it
   */
  record Recent(
      long groups,
      List<LateJob> late,
      List<RunResponse> recent,
      List<RunResponse> failures,
      long deadLetters,
      List<RecentJobs.RecentJob> recentJobs,
      Optional<DiskSpace> disk,
      BrokenEnvironments brokenEnvironments)
      implements ApiResponse {}

  /** Of how many jobs the environment cannot be used, and the first of these by name. */
  record BrokenEnvironments(int count, List<BrokenEnvironment> jobs) implements ApiResponse {}

  record BrokenEnvironment(UUID jobId, String name) implements ApiResponse {}

  record DiskSpace(long freeBytes, long totalBytes) implements ApiResponse {}

  record LateJob(UUID jobId, String name, LateResponse late) implements ApiResponse {}

  record Soon(List<PlannedRun> upcoming) implements ApiResponse {}

  @Schema("Timeline")
  record Timeline(
      Instant from,
      Instant now,
      Instant to,
      @Unwrapped Optional<Past> past,
      @Unwrapped Optional<Next> next)
      implements ApiResponse {}

  /** What ran; if that is not all, it is known from some time on. */
  record Past(List<PastRun> past, boolean pastIsComplete, Optional<Instant> pastKnownFrom)
      implements ApiResponse {}

  record PastRun(
      UUID runId,
      UUID jobId,
      String jobName,
      boolean jobIsVisible,
      String status,
      Instant queuedAt,
      Optional<Instant> startedAt,
      Optional<Instant> finishedAt)
      implements ApiResponse {

    static PastRun of(Run run, boolean jobIsVisible) {
      return new PastRun(
          run.id(),
          run.jobId(),
          run.jobName(),
          jobIsVisible,
          run.status().name().toLowerCase(Locale.ROOT),
          run.queuedAt(),
          run.startedAt(),
          run.finishedAt());
    }
  }

  /** What will run; if that is not all, it is known until some time. */
  record Next(
      List<PlannedRun> next,
      List<BandResponse> bands,
      boolean nextIsComplete,
      Optional<Instant> nextKnownUntil,
      List<CollisionResponse> collisions)
      implements ApiResponse {

    static Next of(RunForecast.Plan plan) {
      return new Next(
          PlannedRun.of(plan.next()),
          plan.bands().stream().map(BandResponse::of).toList(),
          plan.knownUntil().isEmpty(),
          plan.knownUntil(),
          plan.collisions().stream().map(CollisionResponse::of).toList());
    }
  }

  record PlannedRun(UUID jobId, String jobName, UUID triggerId, Instant at, boolean followsEnd)
      implements ApiResponse {

    static List<PlannedRun> of(List<RunForecast.Planned> planned) {
      return planned.stream()
          .map(
              one ->
                  new PlannedRun(
                      one.jobId(), one.jobName(), one.triggerId(), one.at(), one.followsEnd()))
          .toList();
    }
  }

  /** Runs that are too many to be told of one by one. */
  record BandResponse(
      UUID jobId,
      String jobName,
      UUID triggerId,
      Instant from,
      Instant to,
      double perHour,
      String description)
      implements ApiResponse {

    static BandResponse of(RunForecast.Band band) {
      return new BandResponse(
          band.source().jobId(),
          band.source().jobName(),
          band.source().triggerId(),
          band.from(),
          band.to(),
          band.perHour(),
          band.description());
    }
  }

  /** Runs of more jobs at once than their queue lets run, or, without one, of long ones. */
  record CollisionResponse(
      Instant at,
      Instant until,
      List<UUID> jobIds,
      int runs,
      Optional<String> queue,
      Optional<Integer> limit)
      implements ApiResponse {

    static CollisionResponse of(Collisions.Collision collision) {
      return new CollisionResponse(
          collision.from(),
          collision.until(),
          collision.jobIds(),
          collision.jobIds().size(),
          collision.queue(),
          collision.queue().map(name -> collision.limit()));
    }
  }
}
