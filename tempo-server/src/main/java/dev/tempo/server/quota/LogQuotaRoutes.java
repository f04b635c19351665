package dev.tempo.server.quota;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.server.http.ApiRequest;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.RouteResponse;
import dev.tempo.server.http.Routes;
import dev.tempo.server.http.json.ApiResponse;
import dev.tempo.server.http.json.ApiResponse.Schema;
import dev.tempo.server.http.json.JsonInput;
import dev.tempo.server.security.authorization.Role;
import dev.tempo.server.users.UserStore;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Shows how much room logs may take, and sets what accounts have of their own. */
public final class LogQuotaRoutes implements Feature {
  private static final long MAX_BYTES = 1L << 50;
  private static final int MAX_ENTRIES = 10_000;

  private final LogQuotaService quotas;
  private final UserStore users;

  /** Over the service; accounts must exist. */
  public LogQuotaRoutes(LogQuotaService quotas, UserStore users) {
    this.quotas = quotas;
    this.users = users;
  }

  /**
   * How much room logs may take; 0 for no limit.
   *
   * @param roleBytes by role
   * @param users who has something of their own
   */
  @Schema("LogQuotas")
  record Quotas(Map<String, Long> roleBytes, List<UserQuota> users) implements ApiResponse {}

  record UserQuota(UUID userId, long quotaBytes) implements ApiResponse {}

  @Override
  public void register(Routes routes) {
    routes
        .get("/api/settings/log-quota", call -> show())
        .put("/api/settings/log-quota", this::change);
  }

  private RouteResponse show() {
    Map<String, Long> roles = new LinkedHashMap<>();
    for (Role role : Role.values()) {
      roles.put(role.label(), quotas.ofRole(role));
    }
    List<UserQuota> own =
        quotas.own().entrySet().stream()
            .map(entry -> new UserQuota(entry.getKey(), entry.getValue()))
            .toList();
    return RouteResponse.ok(new Quotas(roles, own));
  }

  private RouteResponse change(ApiRequest call) {
    JsonInput input = call.body();
    input.computed("roleBytes");
    Map<UUID, Long> own = new HashMap<>();
    input.required("users", input.objects("users", MAX_ENTRIES, entry -> read(entry, own)));
    input.end();
    quotas.setOwn(own);
    return show();
  }

  private Optional<UUID> read(JsonInput entry, Map<UUID, Long> quotas) {
    Optional<UUID> id = entry.required("userId", entry.uuid("userId"));
    Optional<Long> bytes = entry.required("quotaBytes", entry.whole("quotaBytes", 0L, MAX_BYTES));
    if (id.isPresent() && users.find(id.get()).isEmpty()) {
      entry.violation("userId", message("api.value.noAccountId"));
    }
    id.ifPresent(user -> quotas.put(user, bytes.orElse(0L)));
    return id;
  }
}
