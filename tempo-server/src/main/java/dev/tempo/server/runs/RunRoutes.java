package dev.tempo.server.runs;

import dev.tempo.Cause;
import dev.tempo.Run;
import dev.tempo.RunOptions;
import dev.tempo.RunStatus;
import dev.tempo.Tempo;
import dev.tempo.server.http.Call;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.Input;
import dev.tempo.server.http.Json;
import dev.tempo.server.http.Paging;
import dev.tempo.server.http.Reply;
import dev.tempo.server.http.Routes;
import dev.tempo.server.jobs.JobEntry;
import dev.tempo.server.jobs.JobService;
import dev.tempo.server.jobs.ParameterValues;
import dev.tempo.store.RunQuery;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Starts, shows, lists and cancels runs. */
public final class RunRoutes implements Feature {
  private static final int MAX_PARAMETERS = 100;
  private static final int MAX_VALUE = 10_000;

  private final Tempo tempo;
  private final JobService jobs;
  private final RunAccess access;
  private final RunLists lists;
  private final RunJson json;

  /** Over an engine and its jobs. */
  public RunRoutes(Tempo tempo, JobService jobs, RunAccess access, RunJson json) {
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
        .post("/api/jobs/{job}/stop", this::stop)
        .get("/api/jobs/{job}/status", this::status)
        .get("/api/jobs/{job}/runs", this::listOfJob)
        .get("/api/runs", this::list)
        .get("/api/runs/{id}", this::show)
        .post("/api/runs/{id}/cancel", this::cancel);
  }

  private Reply run(Call call) {
    JobEntry job = job(call);
    Input body = call.bodyOrEmpty();
    Map<String, String> parameters =
        body.scalars("parameters", MAX_PARAMETERS, MAX_VALUE).or(Map.of());
    body.end();
    ParameterValues.check(job.details().behaviour().parameters(), parameters);
    Cause cause = call.caller().sessionId().isPresent() ? Cause.MANUAL : Cause.API;
    Optional<String> starter = Optional.of(call.caller().userId().toString());
    UUID runId = tempo.run(job.id(), new RunOptions(cause, starter, parameters)).id();
    Run run = access.find(runId, call.caller());
    return Reply.accepted(
        Json.object()
            .put("runId", runId)
            .put("jobId", job.id())
            .put("status", "queued")
            .put("triggeredAt", run.queuedAt()));
  }

  private Reply stop(Call call) {
    call.bodyOrEmpty().end();
    List<Run> unfinished =
        unfinished(job(call)).stream().filter(run -> access.maySee(call.caller(), run)).toList();
    unfinished.forEach(run -> access.requireCancel(call.caller(), run));
    List<UUID> cancelled = unfinished.stream().map(Run::id).filter(tempo::cancel).toList();
    return Reply.accepted(Json.object().put("cancelled", cancelled));
  }

  private Reply status(Call call) {
    JobEntry job = job(call);
    List<Run> visible =
        unfinished(job).stream().filter(run -> access.maySee(call.caller(), run)).toList();
    RunFilter ofJob = new RunFilter(RunQuery.ALL.job(job.id()), run -> run.status().isFinal());
    Optional<Run> last =
        lists.page(ofJob, new Paging(1, Optional.empty()), call.caller()).runs().stream()
            .findFirst();
    return Reply.ok(
        Json.object()
            .put("running", Json.array(with(visible, RunStatus.RUNNING), json::write))
            .put("queued", Json.array(with(visible, RunStatus.QUEUED), json::write))
            .put("lastRun", last.map(json::write)));
  }

  private Reply list(Call call) {
    Optional<UUID> jobId = call.query().text("job").map(ref -> resolve(ref, call).id());
    return list(call, jobId);
  }

  private Reply listOfJob(Call call) {
    return list(call, Optional.of(job(call).id()));
  }

  private Reply list(Call call, Optional<UUID> jobId) {
    RunFilter filter = RunFilter.of(call.query(), jobId);
    Paging paging = call.paging();
    RunLists.Page page = lists.page(filter, paging, call.caller());
    RunLists.Total total = lists.total(filter, paging, call.caller(), page);
    return Reply.ok(
        Json.object()
            .put("runs", Json.array(page.runs(), json::write))
            .put("total", total.count())
            .put("totalIsExact", total.exact())
            .put("nextCursor", page.next().map(Paging::encode)));
  }

  private Reply show(Call call) {
    return Reply.ok(json.write(access.find(call.id("id", "run"), call.caller())));
  }

  private Reply cancel(Call call) {
    call.bodyOrEmpty().end();
    Run run = access.find(call.id("id", "run"), call.caller());
    access.requireCancel(call.caller(), run);
    boolean cancelled = tempo.cancel(run.id());
    return Reply.accepted(Json.object().put("runId", run.id()).put("cancelled", cancelled));
  }

  private List<Run> unfinished(JobEntry job) {
    RunQuery query = RunQuery.ALL.job(job.id()).status(RunStatus.QUEUED, RunStatus.RUNNING);
    return tempo.store().runs().list(query.limit(Paging.MAX_LIMIT)).runs();
  }

  private static List<Run> with(List<Run> runs, RunStatus status) {
    return runs.stream().filter(run -> run.status() == status).toList();
  }

  private JobEntry job(Call call) {
    return resolve(call.path("job"), call);
  }

  private JobEntry resolve(String reference, Call call) {
    return jobs.directory().resolve(reference, call.caller());
  }
}
