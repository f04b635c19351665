package dev.tempo.server.security.audit;

import dev.tempo.Tempo;
import dev.tempo.server.http.ApiRequest;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.Paging;
import dev.tempo.server.http.QueryParameters;
import dev.tempo.server.http.RouteResponse;
import dev.tempo.server.http.Routes;
import dev.tempo.server.http.json.Json;
import dev.tempo.server.openapi.OperationNames;
import dev.tempo.server.security.audit.AuditEntry.Actor;
import dev.tempo.server.security.audit.AuditEntry.Outcome;
import dev.tempo.server.security.audit.AuditFilter.Window;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** Shows the audit trail. */
public final class AuditRoutes implements Feature {
  private final AuditService audit;
  private final OperationNames operations;
  private final AuditTargets targets;

  /** Over a service, with the names of what can be done, and whom it is done to. */
  public AuditRoutes(AuditService audit, OperationNames operations, Tempo tempo) {
    this.audit = audit;
    this.targets = new AuditTargets(tempo);
    this.operations = operations;
  }

  @Override
  public void register(Routes routes) {
    routes.get("/api/admin/audit", this::list);
  }

  private RouteResponse list(ApiRequest call) {
    AuditFilter filter = filter(call.query());
    Paging paging = call.paging();
    List<AuditEntry> page = audit.page(filter, paging.cursorId(), paging.limit() + 1);
    List<AuditEntry> shown = page.subList(0, Math.min(page.size(), paging.limit()));
    boolean more = page.size() > shown.size();
    int total = audit.count(filter, Paging.MAX_TOTAL);
    return RouteResponse.ok(
        Json.object()
            .put("entries", Json.array(shown, this::json))
            .put("total", total)
            .put("totalIsExact", total < Paging.MAX_TOTAL)
            .put("nextCursor", more ? Paging.encode(shown.getLast().id()) : null));
  }

  private AuditFilter filter(QueryParameters query) {
    Optional<String> user = query.text("user");
    Optional<UUID> userId = user.flatMap(AuditRoutes::id);
    return new AuditFilter(
        userId,
        userId.isPresent() ? Optional.empty() : user,
        query.parsed("action", this::route, "an operation of the API, such as runJob"),
        query.parsed(
            "outcome",
            text -> Outcome.valueOf(text.toUpperCase(Locale.ROOT)),
            "success, failed or refused"),
        new Window(query.instant("from"), query.instant("to")));
  }

  private String route(String action) {
    return operations.route(action).orElseThrow(IllegalArgumentException::new);
  }

  private static Optional<UUID> id(String user) {
    try {
      return Optional.of(UUID.fromString(user));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Json.Object json(AuditTargets.Target target) {
    return Json.object()
        .put("kind", target.kind())
        .put("id", target.id())
        .put("name", target.name());
  }

  private Json.Object json(AuditEntry entry) {
    return Json.object()
        .put("id", entry.id())
        .put("timestamp", entry.at())
        .put("user", entry.actor().map(Actor::username))
        .put("userId", entry.actor().map(Actor::userId))
        .put("keyId", entry.actor().flatMap(Actor::keyId))
        .put("client", entry.event().client())
        .put("action", operations.name(entry.event().route()))
        .put("route", entry.event().route())
        .put("object", entry.event().subject())
        .put("objectName", AuditTargets.nameThen(entry.event()))
        .put("target", targets.of(entry.event()).map(AuditRoutes::json))
        .put("outcome", entry.outcome().name().toLowerCase(Locale.ROOT))
        .put("status", entry.event().status());
  }
}
