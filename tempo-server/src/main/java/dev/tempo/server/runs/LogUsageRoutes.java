package dev.tempo.server.runs;

import dev.tempo.server.http.ApiRequest;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.RouteResponse;
import dev.tempo.server.http.Routes;
import dev.tempo.server.quota.LogQuotaService;
import dev.tempo.server.retention.RetentionService;
import dev.tempo.server.runs.RunResponses.LogUse;
import dev.tempo.server.runs.RunResponses.Totals;
import dev.tempo.server.security.authorization.Caller;
import dev.tempo.server.security.authorization.Role;
import dev.tempo.store.LogStore;
import dev.tempo.store.RunQuery;
import dev.tempo.store.RunSummary;
import java.time.Duration;
import java.util.Optional;

/** Reports how much log space accounts use, and how long logs are kept. */
public final class LogUsageRoutes implements Feature {
  private static final int SUMMED_UP = 10_000;

  private final RunRouteSupport parts;
  private final RetentionService retention;
  private final LogQuotaService quotas;

  /** Over runs and their logs. */
  public LogUsageRoutes(RunRouteSupport parts, RetentionService retention, LogQuotaService quotas) {
    this.quotas = quotas;
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
    return RouteResponse.ok(
        new LogUse(
            Totals.of(logs.totals(starter)),
            retention.ageOf(caller.userId()).toDays(),
            summary.counts().values().stream().mapToLong(Long::longValue).sum(),
            summary.successRate(),
            summary.averageTime().map(Duration::toMillis),
            caller.has(Role.ADMIN) ? Optional.of(Totals.of(logs.totals())) : Optional.empty(),
            RunResponses.QuotaUse.of(quotas.of(caller.userId()))));
  }
}
