package dev.tempo.server.security.audit;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.Tempo;
import dev.tempo.server.http.ApiRequest;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.Paging;
import dev.tempo.server.http.QueryParameters;
import dev.tempo.server.http.RouteResponse;
import dev.tempo.server.http.Routes;
import dev.tempo.server.http.json.JsonValues;
import dev.tempo.server.message.Translation;
import dev.tempo.server.openapi.OperationNames;
import dev.tempo.server.security.audit.AuditEntry.Actor;
import dev.tempo.server.security.audit.AuditEntry.Outcome;
import dev.tempo.server.security.audit.AuditFilter.Window;
import dev.tempo.server.security.audit.AuditResponses.AuditPage;
import dev.tempo.server.security.audit.AuditResponses.EntryResponse;
import dev.tempo.server.security.audit.AuditResponses.TargetResponse;
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
        new AuditPage(
            shown.stream().map(entry -> shown(entry, call.language())).toList(),
            total,
            total < Paging.MAX_TOTAL,
            more ? Optional.of(Paging.encode(shown.getLast().id())) : Optional.empty()));
  }

  private AuditFilter filter(QueryParameters query) {
    Optional<String> user = query.text("user");
    Optional<UUID> userId = user.flatMap(AuditRoutes::id);
    return new AuditFilter(
        userId,
        userId.isPresent() ? Optional.empty() : user,
        query.parsed("action", this::route, message("api.allowed.operation")),
        query.parsed(
            "outcome",
            text -> Outcome.valueOf(text.toUpperCase(Locale.ROOT)),
            JsonValues.oneOf(List.of("success", "failed", "refused"))),
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

  private EntryResponse shown(AuditEntry entry, Translation language) {
    return new EntryResponse(
        entry.id(),
        entry.at(),
        entry.actor().map(Actor::username),
        entry.actor().map(Actor::userId),
        entry.actor().flatMap(Actor::keyId),
        entry.event().client(),
        operations.name(entry.event().route()),
        entry.event().route(),
        entry.event().subject().map(language::note),
        AuditTargets.nameThen(entry.event()).map(language::note),
        targets.of(entry.event()).map(TargetResponse::of),
        entry.outcome().name().toLowerCase(Locale.ROOT),
        entry.event().status());
  }
}
