package dev.tempo.server.runs;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.Run;
import dev.tempo.RunStatus;
import dev.tempo.Tempo;
import dev.tempo.server.http.ApiRequest;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.Paging;
import dev.tempo.server.http.RouteResponse;
import dev.tempo.server.http.Routes;
import dev.tempo.server.http.json.JsonInput;
import dev.tempo.server.http.json.OptionalField;
import dev.tempo.server.jobs.JobAccess;
import dev.tempo.server.jobs.JobIndexEntry;
import dev.tempo.server.jobs.JobService;
import dev.tempo.server.jobs.LineEnds;
import dev.tempo.server.jobs.ScriptAutoSave;
import dev.tempo.store.RunQuery;
import dev.tempo.task.Arguments;
import dev.tempo.task.ScriptText;
import dev.tempo.task.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Starts and cancels the runs of a job, and lists active ones. */
public final class RunControlRoutes implements Feature {
  private static final int MAX_PARAMETERS = 50;
  private static final int MAX_VALUE = 10_000;
  private static final int PROJECT_ID = 36;

  /** What a list of runs with large parameters takes until it is written. */
  private static final long STATUS_BYTES = 16 << 20;

  private static final RunStatus[] FINAL =
      List.of(RunStatus.values()).stream().filter(RunStatus::isFinal).toArray(RunStatus[]::new);

  private final Tempo tempo;
  private final JobService jobs;
  private final RunAccess access;
  private final RunLists lists;
  private final RunJson json;
  private final RunStarter starter;

  /** Over an engine and its jobs. */
  public RunControlRoutes(
      Tempo tempo, JobService jobs, RunAccess access, RunJson json, RunStarter starter) {
    this.starter = starter;
    this.tempo = tempo;
    this.jobs = jobs;
    this.access = access;
    this.lists = new RunLists(tempo.store().runs(), access);
    this.json = json;
  }

  @Override
  public void register(Routes routes) {
    routes
        .post("/api/jobs/{job}/run", this::run)
        .post("/api/jobs/{job}/try", this::tryOut)
        .post("/api/runs/{id}/rerun", this::rerun)
        .post("/api/jobs/{job}/stop", this::stop)
        .get("/api/jobs/{job}/status", this::status);
  }

  private RouteResponse run(ApiRequest call) {
    JobIndexEntry job = job(call);
    JsonInput body = call.bodyOrEmpty();
    Map<String, String> parameters =
        body.scalars("parameters", MAX_PARAMETERS, MAX_VALUE).or(Map.of());
    Optional<String> project = body.text("projectId", PROJECT_ID).value();
    RunOrdering ordering = RunOrdering.read(body);
    body.end();
    return RouteResponse.accepted(
        starter.start(
            job,
            new RunStarter.Work(
                Arguments.of(parameters),
                Optional.empty(),
                starter.project(project, call.caller()),
                ordering),
            call.caller()));
  }

  /** Runs a text in the place of the job's script, without saving it. */
  private RouteResponse tryOut(ApiRequest call) {
    JobIndexEntry job = job(call);
    JobAccess.requireEdit(call.caller(), job);
    JsonInput body = call.bodyOrEmpty();
    OptionalField<String> content = body.text("content", ScriptAutoSave.MAX_CONTENT);
    Map<String, String> parameters =
        body.scalars("parameters", MAX_PARAMETERS, MAX_VALUE).or(Map.of());
    Task saved = jobs.load(job).job().task();
    String text = content.or(text(saved).orElse(""));
    ScriptAutoSave.written(saved, text); // refuses what has no script
    Optional<String> project = body.text("projectId", PROJECT_ID).value();
    body.end();
    String mended = LineEnds.mended(saved, text, note -> {});
    return RouteResponse.accepted(
        starter.start(
            job,
            new RunStarter.Work(
                Arguments.of(parameters),
                Optional.of(mended),
                starter.project(project, call.caller()),
                RunOrdering.USUAL),
            call.caller()));
  }

  private static Optional<String> text(Task task) {
    return ScriptText.of(task).map(ScriptText::content);
  }

  /**
   * With the parameters that the run had, which are checked as if they were given now; if it tried
   * out a text, with that, too.
   */
  private RouteResponse rerun(ApiRequest call) {
    call.bodyOrEmpty().end();
    Run run = access.find(call.id("id", "run"), call.caller());
    return RouteResponse.accepted(starter.again(run, call.caller()));
  }

  private RouteResponse stop(ApiRequest call) {
    call.bodyOrEmpty().end();
    List<UUID> unfinished = new ArrayList<>();
    lists.each(
        unfinished(call),
        Paging.MAX_LIMIT,
        call.caller(),
        run -> {
          access.requireOwn(call.caller(), run, message("api.run.mayNotCancel"));
          unfinished.add(run.id());
        });
    List<UUID> cancelled =
        unfinished.stream().filter(id -> tempo.cancel(id, call.caller().username())).toList();
    return RouteResponse.accepted(new RunResponses.Stopped(cancelled));
  }

  private RouteResponse status(ApiRequest call) {
    call.expect(STATUS_BYTES);
    List<Run> unfinished = lists.first(unfinished(call), Paging.MAX_LIMIT, call.caller());
    RunQuery ended = RunQuery.ALL.withJob(job(call).id()).withRegularOnly().withStatus(FINAL);
    Optional<Run> last = lists.list(ended.withLimit(1), call.caller()).runs().stream().findFirst();
    return RouteResponse.ok(
        new RunResponses.JobStatus(
            json.write(with(unfinished, RunStatus.RUNNING), call.language()),
            json.write(with(unfinished, RunStatus.QUEUED), call.language()),
            last.map(run -> json.write(run, call.language()))));
  }

  private RunQuery unfinished(ApiRequest call) {
    return RunQuery.ALL.withJob(job(call).id()).withStatus(RunStatus.QUEUED, RunStatus.RUNNING);
  }

  private static List<Run> with(List<Run> runs, RunStatus status) {
    return runs.stream().filter(run -> run.status() == status).toList();
  }

  private JobIndexEntry job(ApiRequest call) {
    return jobs.index().resolve(call.path("job"), call.caller());
  }
}
