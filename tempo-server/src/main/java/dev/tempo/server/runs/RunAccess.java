package dev.tempo.server.runs;

import dev.tempo.Run;
import dev.tempo.server.access.Caller;
import dev.tempo.server.access.Role;
import dev.tempo.server.http.ApiException;
import dev.tempo.server.http.Call;
import dev.tempo.server.jobs.JobAccess;
import dev.tempo.server.jobs.JobDirectory;
import dev.tempo.server.jobs.JobEntry;
import dev.tempo.store.RunStore;
import java.util.Optional;
import java.util.UUID;

/**
 * Whose run a run is. It is one's own if one started it or owns its job; one that nobody started
 * may be seen by whoever may see the job. Administrators may see all.
 */
public final class RunAccess {
  private final RunStore runs;
  private final JobDirectory jobs;

  /** Over runs and the jobs that they are of. */
  public RunAccess(RunStore runs, JobDirectory jobs) {
    this.runs = runs;
    this.jobs = jobs;
  }

  /**
   * The run of this id.
   *
   * @throws ApiException 404 if there is none that the caller may see
   */
  public Run find(UUID id, Caller caller) {
    return runs.find(id)
        .filter(run -> maySee(caller, run))
        .orElseThrow(() -> ApiException.notFound("run", id.toString()));
  }

  /**
   * The run of this id, whose log is asked for: an administrator's look at what only others may see
   * is kept in the audit trail.
   *
   * @throws ApiException 404 if there is none that the caller may see
   */
  public Run findForLog(Call call) {
    Run run = find(call.id("id", "run"), call.caller());
    if (!isOnes(call.caller(), run)) {
      call.keep();
    }
    return run;
  }

  /** True if the caller may see the run and its log. */
  public boolean maySee(Caller caller, Run run) {
    return caller.has(Role.ADMIN) || isOnes(caller, run);
  }

  private boolean isOnes(Caller caller, Run run) {
    if (started(caller, run)) {
      return true;
    }
    Optional<JobEntry> job = jobs.find(run.jobId());
    boolean nobodys = run.request().origin().startedBy().isEmpty();
    return job.isPresent()
        && (JobAccess.owns(caller, job.get()) || nobodys && JobAccess.maySee(caller, job.get()));
  }

  /**
   * Lets whoever may end a run pass.
   *
   * @throws ApiException 403 if the run is not the caller's own
   */
  void requireCancel(Caller caller, Run run) {
    boolean own =
        started(caller, run)
            || jobs.find(run.jobId()).map(job -> JobAccess.owns(caller, job)).orElse(false);
    if (!own && !caller.has(Role.ADMIN)) {
      throw ApiException.forbidden(
          "Only whoever started it, the job's owner or an administrator may cancel this run");
    }
  }

  private static boolean started(Caller caller, Run run) {
    return run.request().origin().startedBy().equals(Optional.of(caller.userId().toString()));
  }
}
