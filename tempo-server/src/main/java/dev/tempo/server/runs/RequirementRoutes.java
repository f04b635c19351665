package dev.tempo.server.runs;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.Job;
import dev.tempo.Run;
import dev.tempo.RunCause;
import dev.tempo.RunOptions;
import dev.tempo.python.ScriptNeeds;
import dev.tempo.python.requirement.Requirement;
import dev.tempo.python.requirement.Requirements;
import dev.tempo.python.requirement.RequirementsException;
import dev.tempo.server.failures.MissingModule;
import dev.tempo.server.failures.MissingModule.Hint;
import dev.tempo.server.http.ApiRequest;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.RouteResponse;
import dev.tempo.server.http.Routes;
import dev.tempo.server.http.json.JsonInput;
import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.jobs.JobAccess;
import dev.tempo.server.jobs.JobIndexEntry;
import dev.tempo.server.jobs.JobService;
import dev.tempo.server.jobs.ManagedJob;
import dev.tempo.server.jobs.ParameterValues;
import dev.tempo.server.message.Messages;
import dev.tempo.server.projects.FileParameters;
import dev.tempo.server.projects.Project;
import dev.tempo.server.projects.ProjectLabel;
import dev.tempo.server.projects.RunLevel;
import dev.tempo.server.runs.Additions.Addition;
import dev.tempo.server.runs.Additions.Wish;
import dev.tempo.server.runs.RunResponses.RequirementResponse;
import dev.tempo.server.security.authorization.Caller;
import dev.tempo.store.jdbc.Database;
import dev.tempo.task.Arguments;
import dev.tempo.task.PythonSettings;
import dev.tempo.task.PythonTask;
import dev.tempo.task.ScriptPlace;
import dev.tempo.task.ScriptText;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Says what to install where a run failed since a Python module was missing, and adds it to the
 * requirements of its job when somebody who may edit it asks for that.
 */
public final class RequirementRoutes implements Feature {
  private static final int MAX_REQUIREMENT = 500;

  private final RunRouteSupport parts;
  private final JobService jobs;
  private final Additions additions;
  private final RunStarter starter;
  private final FileParameters files;

  /** Over runs and their jobs, with a note in a database of what is being added. */
  public RequirementRoutes(
      RunRouteSupport parts,
      JobService jobs,
      RunStarter starter,
      FileParameters files,
      Database database) {
    this.starter = starter;
    this.files = files;
    this.parts = parts;
    this.jobs = jobs;
    this.additions = new Additions(jobs, parts.tempo().python(), new AdditionStore(database));
  }

  @Override
  public void register(Routes routes) {
    routes
        .get("/api/runs/{id}/requirement", this::show)
        .post("/api/runs/{id}/requirement", this::add);
  }

  private RouteResponse show(ApiRequest call) {
    Run run = parts.access().find(call.id("id", "run"), call.caller());
    return RouteResponse.ok(shown(run, call));
  }

  private RequirementResponse shown(Run run, ApiRequest call) {
    Caller caller = call.caller();
    Optional<JobIndexEntry> job = job(run, caller);
    Optional<MissingModule> missing = missing(run, job, caller);
    boolean may = job.filter(entry -> JobAccess.mayEdit(caller, entry)).isPresent();
    Optional<Addition> addition = additions.of(run.id());
    return new RequirementResponse(
        run.id(),
        missing.map(MissingModule::module),
        missing.flatMap(MissingModule::requirement),
        missing.flatMap(MissingModule::hint).map(Hint::label),
        may && missing.flatMap(MissingModule::requirement).isPresent(),
        addition.map(one -> RunJson.label(one.state())).orElse("none"),
        addition.flatMap(Addition::startedRunId),
        addition.flatMap(Addition::error).map(call.language()::text));
  }

  private RouteResponse add(ApiRequest call) {
    Run run = parts.access().find(call.id("id", "run"), call.caller());
    JsonInput body = call.bodyOrEmpty();
    Optional<String> given = body.text("requirement", MAX_REQUIREMENT).value();
    body.end();
    JobIndexEntry entry =
        job(run, call.caller())
            .orElseThrow(() -> ApiException.conflict(message("api.run.jobGoneToSee")));
    JobAccess.requireEdit(call.caller(), entry);
    Optional<MissingModule> missing = missing(run, Optional.of(entry), call.caller());
    String wanted =
        given
            .or(() -> missing.flatMap(MissingModule::requirement))
            .orElseThrow(() -> ApiException.conflict(message("api.requirement.unknown")));
    ManagedJob job = jobs.load(entry);
    Wish wish = wish(entry, job, wanted.strip(), call);
    Supplier<UUID> start = start(entry, job, run, call.caller());
    try {
      additions.begin(run.id(), wish, start);
    } catch (IllegalArgumentException | IllegalStateException e) { // no such interpreter
      throw ApiException.conflict(e);
    }
    return RouteResponse.accepted(shown(run, call));
  }

  private static Requirement checked(String text) {
    try {
      List<Requirement> entries = Requirements.parse(text).entries();
      if (entries.size() == 1) {
        return entries.getFirst();
      }
      throw ApiException.invalid("requirement", message("api.requirement.one"));
    } catch (RequirementsException e) {
      throw ApiException.invalid("requirement", Messages.kept(e.problems().getFirst().message()));
    }
  }

  /** What the script itself says it needs (PEP 723) goes on to be installed, too. */
  private Wish wish(JobIndexEntry entry, ManagedJob job, String text, ApiRequest call) {
    Requirement wanted = checked(text);
    if (!job.job().enabled()) {
      throw ApiException.conflict(message("api.job.disabled", "job", entry.name()));
    }
    if (!(job.job().task() instanceof PythonTask task)) {
      throw ApiException.conflict(message("api.environment.noPython", "job", entry.name()));
    }
    if (task.python().condaEnvironment().isPresent()) {
      throw ApiException.conflict(message("api.requirement.conda", "job", entry.name()));
    }
    List<String> before = task.python().requirements();
    List<String> after = new ArrayList<>(ScriptNeeds.known(task).requirements());
    boolean there =
        Requirements.of(after).entries().stream().anyMatch(one -> one.name().equals(wanted.name()));
    if (!there) {
      while (!after.isEmpty() && after.getLast().isBlank()) {
        after.removeLast();
      }
      after.add(text);
    }
    JobService.Edit edit = JobService.Edit.by(call.caller());
    return new Wish(entry, edit, wanted.toString(), before, there ? before : List.copyOf(after));
  }

  /** With the parameters and text that the run had; those are checked before anything changes. */
  private Supplier<UUID> start(JobIndexEntry entry, ManagedJob job, Run run, Caller caller) {
    ParameterValues.Checked checked =
        ParameterValues.check(job.details().behaviour().parameters(), run.request().arguments());
    RunCause cause = caller.sessionId().isPresent() ? RunCause.MANUAL : RunCause.API;
    Optional<String> tried = parts.tempo().store().runs().script(run.id()).map(ScriptText::content);
    Optional<String> by = Optional.of(caller.userId().toString());
    Project project = starter.project(run, caller);
    Arguments placed = files.placed(entry, checked, project);
    RunOptions options =
        new RunOptions(cause, by, placed, tried, checked.without())
            .withLabel(ProjectLabel.of(project.id()));
    RunOptions levelled = RunLevel.of(options, caller);
    return () -> parts.tempo().run(run.jobId(), levelled).id();
  }

  private Optional<JobIndexEntry> job(Run run, Caller caller) {
    return jobs.index().find(run.jobId()).filter(entry -> JobAccess.maySee(caller, entry));
  }

  private Optional<MissingModule> missing(Run run, Optional<JobIndexEntry> entry, Caller caller) {
    Optional<MissingModule> missing = parts.json().reasons().of(run).flatMap(MissingModule::of);
    if (missing.isEmpty() || entry.isEmpty()) {
      return missing;
    }
    Job job = jobs.load(entry.get()).job();
    if (!(job.task() instanceof PythonTask task)) {
      return Optional.empty();
    }
    PythonSettings settings = ScriptNeeds.known(task);
    if (settings.condaEnvironment().isPresent()) {
      return missing.map(module -> module.because(Hint.CONDA));
    }
    boolean named =
        missing.filter(one -> jobs.index().visibleTo(caller).anyMatch(isNamed(one))).isPresent();
    return missing.map(
        module -> named || isFile(job, task, module) ? module.because(Hint.LOCAL) : module);
  }

  /** Another job is named so, as far as one may know. */
  private static Predicate<JobIndexEntry> isNamed(MissingModule missing) {
    return other -> other.safeName().equals(missing.top());
  }

  /** A file of this name lies where the script would be run. */
  private boolean isFile(Job job, PythonTask task, MissingModule missing) {
    String name = missing.top();
    Optional<Path> lies =
        task.place() instanceof ScriptPlace.InPlace place
            ? Optional.of(place.directory())
            : jobs.dependencies().scripts().tree().existing(job.key());
    return task.workingDirectory()
        .or(() -> lies)
        .filter(
            path -> Files.exists(path.resolve(name + ".py")) || Files.exists(path.resolve(name)))
        .isPresent();
  }
}
