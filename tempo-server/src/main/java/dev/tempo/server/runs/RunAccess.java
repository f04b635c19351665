package dev.tempo.server.runs;

import dev.tempo.Run;
import dev.tempo.message.Message;
import dev.tempo.server.http.ApiRequest;
import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.jobs.JobAccess;
import dev.tempo.server.jobs.JobIndex;
import dev.tempo.server.jobs.JobIndexEntry;
import dev.tempo.server.security.authorization.Caller;
import dev.tempo.server.security.authorization.Role;
import dev.tempo.store.RunQuery;
import dev.tempo.store.RunStore;
import dev.tempo.store.RunVisibility;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Whose run a run is. It is one's own if one started it or owns its job; one that nobody started
 * may be seen by whoever may see the job. Administrators may see all, and show a run to others.
 */
public final class RunAccess {
  private final RunStore runs;
  private final JobIndex jobs;
  private final RunShares shares;

  /** Over runs and the jobs that they are of. */
  public RunAccess(RunStore runs, JobIndex jobs, RunShares shares) {
    this.runs = runs;
    this.jobs = jobs;
    this.shares = shares;
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
  public Run findForLog(ApiRequest call) {
    Run run = find(call.id("id", "run"), call.caller());
    keepUnlessOwn(call, run);
    return run;
  }

  /** Has a look at what a run printed kept in the audit trail, if only others may see it. */
  void keepUnlessOwn(ApiRequest call, Run run) {
    if (!isOnes(call.caller(), run)) {
      call.audit();
    }
  }

  /**
   * Has a look at the runs or logs of many kept in the audit trail, if it is an administrator's and
   * not only at what that one started.
   */
  public void keepUnlessOwn(ApiRequest call, Optional<String> starter) {
    Caller caller = call.caller();
    if (caller.has(Role.ADMIN) && !starter.equals(Optional.of(caller.userId().toString()))) {
      call.audit();
    }
  }

  /** True if the caller may see the run and its log. */
  public boolean maySee(Caller caller, Run run) {
    return caller.has(Role.ADMIN) || isOnes(caller, run);
  }

  private boolean isOnes(Caller caller, Run run) {
    if (started(caller, run) || shares.has(run.id(), caller)) {
      return true;
    }
    Optional<JobIndexEntry> job = jobs.find(run.jobId());
    boolean nobodys = run.request().origin().startedBy().isEmpty();
    return job.isPresent()
        && (JobAccess.owns(caller, job.get()) || nobodys && JobAccess.maySee(caller, job.get()));
  }

  /** The query, for runs that the caller may see; the same as {@link #maySee}. */
  public RunQuery restrict(RunQuery query, Caller caller) {
    return caller.has(Role.ADMIN) ? query : query.withVisibility(scope(caller));
  }

  private RunVisibility scope(Caller caller) {
    Set<UUID> owned = new HashSet<>();
    Set<UUID> visible = new HashSet<>();
    jobs.visibleTo(caller)
        .forEach(job -> (JobAccess.owns(caller, job) ? owned : visible).add(job.id()));
    return new RunVisibility(caller.userId().toString(), owned, visible, shares.of(caller));
  }

  /** The job of a run, if it is still there. */
  Optional<JobIndexEntry> jobOf(Run run) {
    return jobs.find(run.jobId());
  }

  /** Forgets runs that are gone. */
  void forget(Collection<UUID> runIds) {
    shares.forget(runIds);
  }

  /** To whom a run was shown. */
  RunShares shares() {
    return shares;
  }

  /** True if the caller may see all runs of a job, whoever started them. */
  public boolean maySeeAllOf(Caller caller, JobIndexEntry job) {
    return JobAccess.maySeeAllRuns(caller, job.details());
  }

  /**
   * Lets whoever may end, note and delete a run pass.
   *
   * @param refusal what others are told
   * @throws ApiException 403 if the run is not the caller's own
   */
  void requireOwn(Caller caller, Run run, Message refusal) {
    if (!owns(caller, run)) {
      throw ApiException.forbidden(refusal);
    }
  }

  /** True if the run is the caller's own, or the caller may do everything. */
  boolean owns(Caller caller, Run run) {
    return caller.has(Role.ADMIN)
        || started(caller, run)
        || jobs.find(run.jobId()).map(job -> JobAccess.owns(caller, job)).orElse(false);
  }

  private static boolean started(Caller caller, Run run) {
    return run.request().origin().startedBy().equals(Optional.of(caller.userId().toString()));
  }
}
