package dev.tempo.server.runs;

import dev.tempo.server.access.Caller;
import dev.tempo.server.access.Role;
import dev.tempo.server.http.Call;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.Json;
import dev.tempo.server.http.Reply;
import dev.tempo.server.http.Routes;
import dev.tempo.server.retention.RetentionService;
import dev.tempo.store.LogStore;
import dev.tempo.store.LogTotals;
import dev.tempo.store.RunQuery;
import dev.tempo.store.RunSummary;
import java.time.Duration;

/** How much of logs somebody has, and how long it is kept. */
public final class LogUseRoutes implements Feature {
  private static final int SUMMED_UP = 10_000;

  private final RunParts parts;
  private final RetentionService retention;

  /** Over runs and their logs. */
  public LogUseRoutes(RunParts parts, RetentionService retention) {
    this.parts = parts;
    this.retention = retention;
  }

  @Override
  public void register(Routes routes) {
    routes.get("/api/logs/stats", this::stats);
  }

  private Reply stats(Call call) {
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
    return Reply.ok(
        caller.has(Role.ADMIN) ? own.put("all", totals(logs.totals())) : own.put("all", null));
  }

  private static Json.Object totals(LogTotals totals) {
    return Json.object()
        .put("logs", totals.logs())
        .put("lines", totals.lines())
        .put("storedBytes", totals.storedBytes());
  }
}
