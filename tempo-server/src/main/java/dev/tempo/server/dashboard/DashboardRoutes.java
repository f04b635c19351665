package dev.tempo.server.dashboard;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.tempo.Run;
import dev.tempo.RunStatus;
import dev.tempo.Tempo;
import dev.tempo.server.http.ApiRequest;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.RouteResponse;
import dev.tempo.server.http.Routes;
import dev.tempo.server.http.json.Json;
import dev.tempo.server.jobs.JobAccess;
import dev.tempo.server.jobs.JobIndexEntry;
import dev.tempo.server.jobs.JobService;
import dev.tempo.server.jobs.Late;
import dev.tempo.server.jobs.LateJobs;
import dev.tempo.server.jobs.LateResponse;
import dev.tempo.server.runs.RunAccess;
import dev.tempo.server.runs.RunJson;
import dev.tempo.server.runs.RunLists;
import dev.tempo.server.security.authorization.Caller;
import dev.tempo.store.RunQuery;
import dev.tempo.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * What the caller's jobs do: those that are late, the last runs, the last failures, what comes
 * next, and a timeline of the last and the next 24 hours. Everything is bounded, and says so where
 * there is more. Who follows the events needs all of it once, and then what schedules say when they
 * have changed.
 */
public final class DashboardRoutes implements Feature {
  private static final Duration DAY = Duration.ofDays(1);
  private static final int FEW = 10;
  private static final int MAX_PAST = 500;
  private static final int MAX_UPCOMING = 20;
  private static final int MAX_LATE = 50;

  private final RunLists lists;
  private final RunJson json;
  private final JobService jobs;
  private final RunForecast outlook;
  private final TimeSource time;

  /** Over an engine, for those who may see its jobs and runs. */
  public DashboardRoutes(
      Tempo tempo, JobService jobs, RunAccess access, RunJson json, TimeSource time) {
    this.lists = new RunLists(tempo.store().runs(), access);
    this.json = json;
    this.jobs = jobs;
    this.outlook = new RunForecast(tempo, jobs);
    this.time = time;
  }

  /** What can be asked for. */
  private enum Part {
    PAST,
    NEXT
  }

  @Override
  public void register(Routes routes) {
    routes.get("/api/dashboard", this::dashboard);
  }

  private RouteResponse dashboard(ApiRequest call) {
    Set<Part> parts =
        new HashSet<>(call.query().list("parts", DashboardRoutes::part, "past or next"));
    Set<UUID> only = new HashSet<>(call.query().list("job", UUID::fromString, "ids of jobs"));
    Instant now = time.nowMillis();
    Json.Object timeline =
        Json.object().put("from", now.minus(DAY)).put("now", now).put("to", now.plus(DAY));
    Json.Object board = Json.object();
    if (parts.isEmpty() || parts.contains(Part.PAST)) {
      past(board, timeline, call.caller(), now);
    }
    if (parts.isEmpty() || parts.contains(Part.NEXT)) {
      RunForecast.Span span = new RunForecast.Span(now, now.plus(DAY), call.locale());
      next(board, timeline, outlook.plan(call.caller(), span, only));
    }
    return RouteResponse.ok(board.put("timeline", timeline));
  }

  private static Part part(String name) {
    return Part.valueOf(name.toUpperCase(Locale.ROOT));
  }

  private void past(Json.Object board, Json.Object timeline, Caller caller, Instant now) {
    RunQuery failed = RunQuery.ALL.withStatus(RunStatus.FAILURE, RunStatus.TIMEOUT, RunStatus.LOST);
    board
        .put("late", late(caller, now))
        .put("recent", json.write(list(RunQuery.ALL.withLimit(FEW), caller)))
        .put("failures", json.write(failures(failed, caller)));
    var past = lists.list(RunQuery.ALL.withFrom(now.minus(DAY)).withLimit(MAX_PAST), caller);
    Optional<Instant> knownFrom =
        past.next().map(more -> past.runs().isEmpty() ? now : past.runs().getLast().queuedAt());
    timeline
        .put("past", Json.array(past.runs(), run -> past(run, caller)))
        .put("pastIsComplete", knownFrom.isEmpty())
        .put("pastKnownFrom", knownFrom);
  }

  private record LateJob(JobIndexEntry job, Late how) {}

  /** Those that are late for the longest time first. */
  private ArrayNode late(Caller caller, Instant now) {
    LateJobs late = jobs.views().late();
    Stream<LateJob> visible =
        late.all().entrySet().stream()
            .flatMap(
                entry ->
                    jobs.index().find(entry.getKey()).stream()
                        .filter(job -> JobAccess.maySee(caller, job))
                        .map(job -> new LateJob(job, entry.getValue())));
    return Json.array(
        visible.sorted(Comparator.comparing(one -> one.how().since())).limit(MAX_LATE).toList(),
        one ->
            Json.object()
                .put("jobId", one.job().id())
                .put("name", one.job().name())
                .put("late", LateResponse.of(one.how(), now)));
  }

  /** Without what somebody tried out, who has seen it fail. */
  private List<Run> failures(RunQuery failed, Caller caller) {
    return list(failed.withSavedOnly().withLimit(FEW), caller);
  }

  private List<Run> list(RunQuery query, Caller caller) {
    return lists.list(query, caller).runs();
  }

  private static void next(Json.Object board, Json.Object timeline, RunForecast.Plan plan) {
    board.put("upcoming", planned(upcoming(plan)));
    timeline
        .put("next", planned(plan.next()))
        .put("bands", Json.array(plan.bands(), DashboardRoutes::band))
        .put("nextIsComplete", plan.knownUntil().isEmpty())
        .put("nextKnownUntil", plan.knownUntil())
        .put("collisions", Json.array(plan.collisions(), DashboardRoutes::collision));
  }

  /** The first of each band counts, too. */
  private static List<RunForecast.Planned> upcoming(RunForecast.Plan plan) {
    Stream<RunForecast.Planned> firsts =
        plan.bands().stream()
            .map(
                band ->
                    new RunForecast.Planned(
                        band.source().jobId(),
                        band.source().jobName(),
                        band.source().triggerId(),
                        band.from(),
                        false));
    return Stream.concat(plan.next().stream(), firsts)
        .sorted(Comparator.comparing(RunForecast.Planned::at))
        .limit(MAX_UPCOMING)
        .toList();
  }

  private Json.Object past(Run run, Caller caller) {
    return Json.object()
        .put("runId", run.id())
        .put("jobId", run.jobId())
        .put("jobName", run.jobName())
        .put("jobIsVisible", jobs.index().isVisible(run.jobId(), caller))
        .put("status", run.status().name().toLowerCase(Locale.ROOT))
        .put("queuedAt", run.queuedAt())
        .put("startedAt", run.startedAt())
        .put("finishedAt", run.finishedAt());
  }

  private static ArrayNode planned(List<RunForecast.Planned> planned) {
    return Json.array(
        planned,
        one ->
            Json.object()
                .put("jobId", one.jobId())
                .put("jobName", one.jobName())
                .put("triggerId", one.triggerId())
                .put("at", one.at())
                .put("followsEnd", one.followsEnd()));
  }

  private static Json.Object band(RunForecast.Band band) {
    return Json.object()
        .put("jobId", band.source().jobId())
        .put("jobName", band.source().jobName())
        .put("triggerId", band.source().triggerId())
        .put("from", band.from())
        .put("to", band.to())
        .put("perHour", band.perHour())
        .put("description", band.description());
  }

  private static Json.Object collision(Collisions.Collision collision) {
    return Json.object()
        .put("at", collision.from())
        .put("until", collision.until())
        .put("jobIds", collision.jobIds())
        .put("runs", collision.jobIds().size())
        .put("queue", collision.queue())
        .put("limit", collision.queue().map(name -> collision.limit()));
  }
}
