package dev.tempo.server.deletions;

import dev.tempo.RunStatus;
import dev.tempo.server.deletions.DeletionResponses.JobInDeletion;
import dev.tempo.server.deletions.DeletionResponses.PreviewResponse;
import dev.tempo.server.http.Paging;
import dev.tempo.server.jobs.JobIndexEntry;
import dev.tempo.server.jobs.JobService;
import dev.tempo.server.runs.RunAccess;
import dev.tempo.server.scripts.FilesResponse;
import dev.tempo.server.scripts.JobFiles;
import dev.tempo.server.security.apikeys.KeyService;
import dev.tempo.server.security.authorization.Caller;
import dev.tempo.server.versions.VersionService;
import dev.tempo.store.RunCount;
import dev.tempo.store.RunQuery;
import dev.tempo.store.RunStore;
import java.util.List;

/**
 * Says what would go if jobs were deleted, and what stays: of a bounded number of jobs each, of all
 * together the sums. Runs are counted as far as the caller may see them.
 */
final class Preview {
  private static final int MOST_TOLD = 200;

  private final JobService jobs;
  private final RunStore runs;
  private final RunAccess access;
  private final VersionService versions;
  private final KeyService keys;

  /** Over jobs, and what else there is of them. */
  Preview(
      JobService jobs, RunStore runs, RunAccess access, VersionService versions, KeyService keys) {
    this.jobs = jobs;
    this.runs = runs;
    this.access = access;
    this.versions = versions;
    this.keys = keys;
  }

  /**
   * What is known of a job.
   *
   * @param entry which
   * @param runs that stay
   * @param running that would be ended
   * @param queued that would be cancelled
   * @param versions of its script
   * @param files that its script wrote
   */
  private record Part(
      JobIndexEntry entry,
      RunCount runs,
      long running,
      long queued,
      int versions,
      JobFiles files) {}

  /** Jobs that would be deleted together. */
  PreviewResponse of(List<JobIndexEntry> all, Caller caller) {
    List<JobIndexEntry> told = all.stream().limit(MOST_TOLD).toList();
    List<Part> parts = told.stream().map(job -> part(job, caller)).toList();
    return new PreviewResponse(
        parts.stream().map(this::shown).toList(),
        all.size(),
        told.size() == all.size(),
        parts.stream().mapToLong(part -> part.runs().count()).sum(),
        parts.stream().allMatch(part -> part.runs().isExact()),
        parts.stream().mapToLong(Part::running).sum(),
        parts.stream().mapToLong(Part::queued).sum(),
        parts.stream().mapToLong(Part::versions).sum(),
        parts.stream().mapToLong(part -> part.files().count()).sum(),
        parts.stream().allMatch(part -> part.files().exact()),
        parts.stream().mapToLong(part -> part.files().sizeBytes()).sum());
  }

  private Part part(JobIndexEntry job, Caller caller) {
    RunQuery visible = access.restrict(RunQuery.ALL.withJob(job.id()), caller);
    return new Part(
        job,
        runs.count(visible, Paging.MAX_TOTAL),
        runs.count(visible.withStatus(RunStatus.RUNNING), Paging.MAX_TOTAL).count(),
        runs.count(visible.withStatus(RunStatus.QUEUED), Paging.MAX_TOTAL).count(),
        versions.list(job.id()).size(),
        jobs.files(job));
  }

  private JobInDeletion shown(Part part) {
    JobIndexEntry job = part.entry();
    return new JobInDeletion(
        job.id(),
        job.name(),
        jobs.dependencies().folders().names(job.details().folderId()),
        job.enabled(),
        part.runs().count(),
        part.runs().isExact(),
        part.running(),
        part.queued(),
        part.versions(),
        FilesResponse.of(part.files()),
        jobs.favorites(job),
        keys.naming(job.id()));
  }
}
