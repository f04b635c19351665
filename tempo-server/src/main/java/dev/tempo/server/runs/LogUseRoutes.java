package dev.tempo.server.runs;

import dev.tempo.Run;
import dev.tempo.RunStatus;
import dev.tempo.server.access.Caller;
import dev.tempo.server.access.Role;
import dev.tempo.server.http.ApiException;
import dev.tempo.server.http.Call;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.Input;
import dev.tempo.server.http.Json;
import dev.tempo.server.http.Reply;
import dev.tempo.server.http.Routes;
import dev.tempo.store.LogStore;
import dev.tempo.store.LogTotals;
import dev.tempo.store.RunPage;
import dev.tempo.store.RunQuery;
import dev.tempo.store.RunSummary;
import dev.tempo.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** How much of logs somebody has, and getting rid of the old ones. */
public final class LogUseRoutes implements Feature {
  private static final int MAX_DAYS = 3_650;
  private static final int SUMMED_UP = 10_000;
  private static final int STEP = 200;
  private static final int MAX_DELETED = 10_000;
  private static final RunStatus[] FINAL =
      List.of(RunStatus.values()).stream().filter(RunStatus::isFinal).toArray(RunStatus[]::new);

  private final RunParts parts;
  private final TimeSource time;

  /** Over runs and their logs. */
  public LogUseRoutes(RunParts parts, TimeSource time) {
    this.parts = parts;
    this.time = time;
  }

  @Override
  public void register(Routes routes) {
    routes.get("/api/logs/stats", this::stats).post("/api/logs/cleanup", this::cleanUp);
  }

  private Reply stats(Call call) {
    Caller caller = call.caller();
    String starter = caller.userId().toString();
    LogStore logs = parts.tempo().store().logs();
    RunSummary summary =
        parts.tempo().store().runs().summary(RunQuery.ALL.starter(starter).limit(SUMMED_UP));
    Json.Object own =
        totals(logs.totals(starter))
            .put("retentionDays", retention(caller.role()).toDays())
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

  private Reply cleanUp(Call call) {
    Input body = call.bodyOrEmpty();
    Caller caller = call.caller();
    long byRole = retention(caller.role()).toDays();
    long days = body.whole("olderThanDays", 0, (long) MAX_DAYS).or(byRole);
    boolean everybody = body.flag("everybody").or(false);
    body.end();
    if (everybody && !caller.has(Role.ADMIN)) {
      throw ApiException.forbidden("Only administrators may delete runs of everybody");
    }
    RunQuery ended =
        RunQuery.ALL
            .status(FINAL)
            .to(time.nowMillis().minus(Duration.ofDays(days)).plusMillis(1))
            .order(RunQuery.Order.OLDEST_FIRST);
    Deleted deleted = delete(everybody ? ended : ended.starter(caller.userId().toString()), days);
    parts.annotations().prune();
    return Reply.ok(
        Json.object().put("deleted", deleted.runs()).put("complete", deleted.complete()));
  }

  private record Deleted(long runs, boolean complete) {}

  /** In steps that nobody waits for, and a bounded number of them. */
  private Deleted delete(RunQuery query, long days) {
    Instant before = time.nowMillis().minus(Duration.ofDays(days));
    RunQuery step = query.limit(STEP);
    long runs = 0;
    while (runs < MAX_DELETED) {
      RunPage page = parts.tempo().store().runs().list(step);
      List<UUID> due =
          page.runs().stream()
              .filter(run -> !run.finishedAt().orElse(run.queuedAt()).isAfter(before))
              .map(Run::id)
              .toList();
      runs += parts.delete(due).size();
      if (page.next().isEmpty()) {
        return new Deleted(runs, true);
      }
      step = step.before(page.next().get());
    }
    return new Deleted(runs, false);
  }

  /** How long runs are kept by the role of whoever started them, unless settings say otherwise. */
  static Duration retention(Role role) {
    return Duration.ofDays(
        switch (role) {
          case VIEWER -> 7;
          case OPERATOR -> 30;
          case DEVELOPER -> 90;
          case ADMIN -> 365;
        });
  }
}
