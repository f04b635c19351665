package dev.tempo.server.runs;

import dev.tempo.Tempo;
import dev.tempo.server.http.ApiRequest;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.RouteResponse;
import dev.tempo.server.http.Routes;
import dev.tempo.server.projects.ProjectNames;
import dev.tempo.server.quota.LogQuotaService;
import dev.tempo.server.security.authorization.Caller;
import dev.tempo.store.RunQuery;
import dev.tempo.time.TimeSource;
import java.time.Duration;

/** Sums up what a caller has started of late: which jobs, in which projects, and what could go. */
public final class LogStatisticsRoutes implements Feature {
  private static final int DEFAULT_DAYS = 30;
  private static final int MAX_DAYS = 90;

  private final RunLists lists;
  private final LogQuotaService quotas;
  private final ProjectNames projects;
  private final TimeSource time;

  /** Over an engine's runs. */
  public LogStatisticsRoutes(
      Tempo tempo,
      RunAccess access,
      LogQuotaService quotas,
      ProjectNames projects,
      TimeSource time) {
    this.lists = new RunLists(tempo.store().runs(), access);
    this.quotas = quotas;
    this.projects = projects;
    this.time = time;
  }

  @Override
  public void register(Routes routes) {
    routes.get("/api/logs/statistics", this::show);
  }

  private RouteResponse show(ApiRequest call) {
    Caller caller = call.caller();
    int days = (int) call.query().whole("days", 1, MAX_DAYS, DEFAULT_DAYS);
    RunQuery own =
        RunQuery.ALL
            .withStartedBy(caller.userId().toString())
            .withFrom(time.nowMillis().minus(Duration.ofDays(days)));
    LogStatistics statistics = new LogStatistics(days);
    lists.each(own, LogStatistics.MOST_RUNS, caller, statistics::add);
    return RouteResponse.ok(statistics.response(quotas.of(caller.userId()), projects::of));
  }
}
