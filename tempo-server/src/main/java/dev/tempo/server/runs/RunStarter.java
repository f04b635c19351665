package dev.tempo.server.runs;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.Run;
import dev.tempo.RunCause;
import dev.tempo.RunHandle;
import dev.tempo.RunOptions;
import dev.tempo.Tempo;
import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.jobs.JobAccess;
import dev.tempo.server.jobs.JobIndexEntry;
import dev.tempo.server.jobs.JobService;
import dev.tempo.server.jobs.ParameterValues;
import dev.tempo.server.projects.FileParameters;
import dev.tempo.server.projects.Project;
import dev.tempo.server.projects.ProjectLabel;
import dev.tempo.server.projects.ProjectService;
import dev.tempo.server.projects.RunLevel;
import dev.tempo.server.security.authorization.Caller;
import dev.tempo.task.Arguments;
import dev.tempo.task.ScriptText;
import java.util.List;
import java.util.Optional;

/** Starts runs that somebody asks for, new ones and those of old runs again. Thread-safe. */
public final class RunStarter {
  private final Tempo tempo;
  private final JobService jobs;
  private final RunAccess access;
  private final ProjectService projects;
  private final FileParameters files;

  /** Over an engine, its jobs, and the projects in which they run. */
  public RunStarter(Tempo tempo, JobService jobs, RunAccess access, ProjectService projects) {
    this.projects = projects;
    this.files = new FileParameters(projects);
    this.tempo = tempo;
    this.jobs = jobs;
    this.access = access;
  }

  /**
   * Starts a job in the caller's active project, as {@link #start(JobIndexEntry, Work, Caller)}.
   */
  public StartedRun start(JobIndexEntry job, Arguments values, Caller caller) {
    Work work = new Work(values, Optional.empty(), projects.active(caller), RunOrdering.USUAL);
    return start(job, work, caller);
  }

  /**
   * What is run of a job.
   *
   * @param values its parameters
   * @param text what runs in the place of its script; empty for the script
   * @param project in which it runs
   * @param ordering when it starts
   */
  record Work(Arguments values, Optional<String> text, Project project, RunOrdering ordering) {}

  /**
   * The project that a request names, else the caller's active one.
   *
   * @throws ApiException 404 if there is none, 403 if it is somebody else's
   */
  Project project(Optional<String> id, Caller caller) {
    return projects.chosen(id, caller);
  }

  /** The project of a run if it is the caller's, else the caller's active one. */
  Project project(Run run, Caller caller) {
    return ProjectLabel.projectOf(run)
        .flatMap(projects::find)
        .filter(project -> project.userId().equals(caller.userId()))
        .orElseGet(() -> projects.active(caller));
  }

  /**
   * Starts a job.
   *
   * @throws ApiException 409 if its file is gone, 422 if its parameters are not valid
   * @throws dev.tempo.DuplicateRunException if it was asked for before and is to be refused then
   */
  StartedRun start(JobIndexEntry job, Work work, Caller caller) {
    Optional<String> text = work.text();
    if (work.ordering().replacesWaiting()) { // it cancels runs, whose they may be
      JobAccess.requireEdit(caller, job);
    }
    jobs.dependencies().discovered().requireRun(job);
    ParameterValues.Checked checked =
        ParameterValues.check(job.details().behaviour().parameters(), work.values());
    boolean byHand = text.isPresent() || caller.sessionId().isPresent();
    RunCause cause = byHand ? RunCause.MANUAL : RunCause.API;
    Optional<String> starter = Optional.of(caller.userId().toString());
    RunOptions options =
        new RunOptions(
                cause, starter, files.placed(job, checked, work.project()), text, checked.without())
            .withLabel(ProjectLabel.of(work.project().id()));
    RunHandle handle = tempo.run(job.id(), RunLevel.of(work.ordering().of(options), caller));
    Run run = handle.run(); // maybe somebody else's
    if (byHand) {
      jobs.dependencies().personal().use(caller.userId(), job.id(), run.queuedAt());
    }
    return new StartedRun(handle.id(), job.id(), "queued", run.queuedAt(), handle.isNew());
  }

  /**
   * Starts the job of a run with the parameters that the run had, which are checked as if they were
   * given now; if it tried out a text, with that, too.
   *
   * @throws ApiException 409 if the job is gone or the run served a page, 422 if the parameters are
   *     not valid any more
   */
  StartedRun again(Run run, Caller caller) {
    if (run.cause() == RunCause.INTERFACE) { // as another run it would get no port, nor be seen
      throw ApiException.conflict(message("api.run.wasPage", "job", run.jobName()));
    }
    JobIndexEntry job =
        jobs.index()
            .find(run.jobId())
            .filter(entry -> JobAccess.maySee(caller, entry))
            .orElseThrow(() -> ApiException.conflict(message("api.run.jobGoneToRun")));
    if (run.isUnsaved()) {
      JobAccess.requireEdit(caller, job);
    }
    Optional<String> text = tempo.store().runs().script(run.id()).map(ScriptText::content);
    StartedRun started =
        start(
            job,
            new Work(run.request().arguments(), text, project(run, caller), RunOrdering.again(run)),
            caller);
    tempo.acknowledge(List.of(run.id()), caller.username()); // if it was a dead letter
    return started;
  }
}
