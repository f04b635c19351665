package dev.tempo.server.metrics;

import dev.tempo.RunStatus;
import dev.tempo.Tempo;
import dev.tempo.server.http.ApiRequest;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.Paging;
import dev.tempo.server.http.RouteResponse;
import dev.tempo.server.http.Routes;
import dev.tempo.server.jobs.JobIndex;
import dev.tempo.server.jobs.JobIndexEntry;
import dev.tempo.server.metrics.MetricResponses.StatsResponse;
import dev.tempo.server.runs.RunAccess;
import dev.tempo.server.security.authorization.Caller;
import dev.tempo.store.RunQuery;
import dev.tempo.store.RunStore;
import dev.tempo.store.RunSummary;
import dev.tempo.time.TimeSource;
import java.time.Duration;
import java.time.Instant;

/**
 * The figures at the top of the dashboard. Success, failures and durations are those of the last 30
 * days, of at most 10,000 runs, so that they cost the same however many there are.
 */
public final class StatsRoutes implements Feature {
  private static final Duration SPAN = Duration.ofDays(30);
  private static final int SUMMED_UP = 10_000;

  private final Tempo tempo;
  private final JobIndex jobs;
  private final RunAccess access;
  private final TimeSource time;
  private final Instant startedAt;

  /** Over an engine that has just started, for those who may see its jobs and runs. */
  public StatsRoutes(Tempo tempo, JobIndex jobs, RunAccess access, TimeSource time) {
    this.tempo = tempo;
    this.jobs = jobs;
    this.access = access;
    this.time = time;
    this.startedAt = time.nowMillis();
  }

  @Override
  public void register(Routes routes) {
    routes.get("/api/stats", call -> RouteResponse.ok(write(call)));
  }

  private StatsResponse write(ApiRequest call) {
    Caller caller = call.caller();
    RunStore runs = tempo.store().runs();
    RunQuery visible = access.restrict(RunQuery.ALL, caller);
    Instant since = time.nowMillis().minus(SPAN);
    RunSummary summary = runs.summary(visible.withFrom(since).withLimit(SUMMED_UP));
    return new StatsResponse(
        jobs.visibleTo(caller).filter(JobIndexEntry::enabled).count(),
        runs.running().stream().filter(run -> access.maySee(caller, run)).count(),
        runs.count(visible.withStatus(RunStatus.QUEUED), Paging.MAX_TOTAL).count(),
        summary.successRate(),
        summary.failures(),
        summary.averageTime().map(Duration::toMillis),
        Duration.between(startedAt, time.nowMillis()).toMillis());
  }
}
