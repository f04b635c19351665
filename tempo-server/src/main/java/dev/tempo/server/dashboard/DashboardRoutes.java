package dev.tempo.server.dashboard;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.tempo.Run;
import dev.tempo.RunStatus;
import dev.tempo.Tempo;
import dev.tempo.server.access.Caller;
import dev.tempo.server.http.Call;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.Json;
import dev.tempo.server.http.Reply;
import dev.tempo.server.http.Routes;
import dev.tempo.server.jobs.JobDirectory;
import dev.tempo.server.runs.RunAccess;
import dev.tempo.server.runs.RunJson;
import dev.tempo.server.runs.RunLists;
import dev.tempo.store.RunQuery;
import dev.tempo.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * What the caller's jobs do: the last runs, the last failures, what comes next, and a timeline of
 * the last and the next 24 hours. Everything is bounded, and says so where there is more.
 */
public final class DashboardRoutes implements Feature {
  private static final Duration DAY = Duration.ofDays(1);
  private static final int FEW = 10;
  private static final int LOOKED_AT = 5 * FEW;
  private static final int MAX_PAST = 500;
  private static final int MAX_UPCOMING = 20;

  private final RunLists lists;
  private final RunJson json;
  private final Outlook outlook;
  private final TimeSource time;

  /** Over an engine, for those who may see its jobs and runs. */
  public DashboardRoutes(
      Tempo tempo, JobDirectory jobs, RunAccess access, RunJson json, TimeSource time) {
    this.lists = new RunLists(tempo.store().runs(), access);
    this.json = json;
    this.outlook = new Outlook(tempo, jobs);
    this.time = time;
  }

  @Override
  public void register(Routes routes) {
    routes.get("/api/dashboard", this::dashboard);
  }

  private Reply dashboard(Call call) {
    Caller caller = call.caller();
    Instant now = time.nowMillis();
    Outlook.Plan plan = outlook.plan(caller, now, now.plus(DAY));
    RunQuery failed = RunQuery.ALL.status(RunStatus.FAILURE, RunStatus.TIMEOUT, RunStatus.LOST);
    return Reply.ok(
        Json.object()
            .put("recent", json.write(list(RunQuery.ALL.limit(FEW), caller)))
            .put("failures", json.write(failures(failed, caller)))
            .put("upcoming", planned(plan.next().stream().limit(MAX_UPCOMING).toList()))
            .put("timeline", timeline(caller, now, plan)));
  }

  /** Without what somebody tried out, who has seen it fail. */
  private List<Run> failures(RunQuery failed, Caller caller) {
    return list(failed.limit(LOOKED_AT), caller).stream()
        .filter(run -> !run.isUnsaved())
        .limit(FEW)
        .toList();
  }

  private List<Run> list(RunQuery query, Caller caller) {
    return lists.list(query, caller).runs();
  }

  private Json.Object timeline(Caller caller, Instant now, Outlook.Plan plan) {
    var past = lists.list(RunQuery.ALL.from(now.minus(DAY)).limit(MAX_PAST), caller);
    return Json.object()
        .put("from", now.minus(DAY))
        .put("now", now)
        .put("to", now.plus(DAY))
        .put("past", Json.array(past.runs(), DashboardRoutes::past))
        .put("pastIsComplete", past.next().isEmpty())
        .put("next", planned(plan.next()))
        .put("nextIsComplete", plan.complete())
        .put("collisions", Json.array(plan.collisions(), DashboardRoutes::collision));
  }

  private static Json.Object past(Run run) {
    return Json.object()
        .put("runId", run.id())
        .put("jobId", run.jobId())
        .put("jobName", run.jobName())
        .put("status", run.status().name().toLowerCase(Locale.ROOT))
        .put("queuedAt", run.queuedAt())
        .put("startedAt", run.startedAt())
        .put("finishedAt", run.finishedAt());
  }

  private static ArrayNode planned(List<Outlook.Planned> planned) {
    return Json.array(
        planned,
        one ->
            Json.object()
                .put("jobId", one.jobId())
                .put("jobName", one.jobName())
                .put("triggerId", one.triggerId())
                .put("at", one.at()));
  }

  private static Json.Object collision(Outlook.Collision collision) {
    return Json.object()
        .put("at", collision.minute())
        .put("jobIds", collision.jobIds())
        .put("runs", collision.runs());
  }
}
