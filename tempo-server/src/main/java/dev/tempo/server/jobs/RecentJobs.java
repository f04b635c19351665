package dev.tempo.server.jobs;

import dev.tempo.server.http.json.ApiResponse;
import dev.tempo.server.http.json.ApiResponse.Schema;
import dev.tempo.server.security.authorization.Caller;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Tells which jobs a caller used last, as far as the caller may see them by now. */
public final class RecentJobs {
  private static final int SHOWN = 12;

  private final JobService jobs;

  private RecentJobs(JobService jobs) {
    this.jobs = jobs;
  }

  /** Those among jobs. */
  public static RecentJobs of(JobService jobs) {
    return new RecentJobs(jobs);
  }

  /**
   * A job that was used.
   *
   * @param folderNames where it is, the outermost first
   * @param groupId the group of a discovered one
   * @param usedAt when last
   */
  @Schema("RecentJob")
  public record RecentJob(
      UUID jobId,
      String name,
      List<String> folderNames,
      Optional<String> groupId,
      boolean enabled,
      Instant usedAt)
      implements ApiResponse {}

  /** The one that was used last first; twelve at most. */
  public List<RecentJob> list(Caller caller) {
    return jobs.dependencies().personal().used(caller.userId()).stream()
        .flatMap(
            used ->
                jobs
                    .index()
                    .find(used.jobId())
                    .filter(job -> JobAccess.maySee(caller, job))
                    .map(job -> recent(job, used.at()))
                    .stream())
        .limit(SHOWN)
        .toList();
  }

  private RecentJob recent(JobIndexEntry job, Instant at) {
    return new RecentJob(
        job.id(),
        job.name(),
        jobs.dependencies().folders().names(job.details().folderId()),
        job.origin().groupId(),
        job.enabled(),
        at);
  }
}
