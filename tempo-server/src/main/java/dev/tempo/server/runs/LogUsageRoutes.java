package dev.tempo.server.runs;

import dev.tempo.server.http.ApiRequest;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.RouteResponse;
import dev.tempo.server.http.Routes;
import dev.tempo.server.http.json.Json;
import dev.tempo.server.retention.RetentionService;
import dev.tempo.server.security.authorization.Caller;
import dev.tempo.server.security.authorization.Role;
import dev.tempo.store.LogStore;
import dev.tempo.store.LogTotals;
import dev.tempo.store.RunQuery;
import dev.tempo.store.RunSummary;
import java.time.Duration;

/** Reports how much log space accounts use, and how long logs are kept. */
public final class LogUsageRoutes implements Feature {
  private static final int SUMMED_UP = 10_000;

  private final RunRouteSupport parts;
  private final RetentionService retention;

  /** Over runs and their logs. */
  public LogUsageRoutes(RunRouteSupport parts, RetentionService retention) {
    this.parts = parts;
    this.retention = retention;
  }

  @Override
  public void register(Routes routes) {
    routes.get("/api/logs/stats", this::stats);
  }

  private RouteResponse stats(ApiRequest call) {
    Caller caller = call.caller();
    String starter = caller.userId().toString();
    LogStore logs = parts.tempo().store().logs();
    RunSummary summary =
        parts
            .tempo()
            .store()
            .runs()
            .summary(RunQuery.ALL.withStartedBy(starter).withLimit(SUMMED_UP));
    Json.Object own =
        totals(logs.totals(starter))
            .put("retentionDays", retention.ageOf(caller.userId()).toDays())
            .put("runs", summary.counts().values().stream().mapToLong(Long::longValue).sum())
            .put("successRate", summary.successRate())
            .put("averageDuration", summary.averageTime().map(Duration::toMillis));
    return RouteResponse.ok(
        caller.has(Role.ADMIN) ? own.put("all", totals(logs.totals())) : own.put("all", null));
  }

  private static Json.Object totals(LogTotals totals) {
    return Json.object()
        .put("logs", totals.logs())
        .put("lines", totals.lines())
        .put("storedBytes", totals.storedBytes());
  }
}
