package dev.tempo.server.accounts;

import dev.tempo.server.accounts.AccountResponses.FilterPage;
import dev.tempo.server.accounts.AccountResponses.PreferencesResponse;
import dev.tempo.server.http.ApiRequest;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.RouteResponse;
import dev.tempo.server.http.Routes;
import dev.tempo.server.http.filter.RateLimiter;
import dev.tempo.server.http.filter.RateLimiter.Limit;
import dev.tempo.server.http.json.Json;
import dev.tempo.server.http.json.JsonInput;
import dev.tempo.server.http.json.OptionalField;
import dev.tempo.server.security.authentication.AuthService;
import dev.tempo.server.security.authorization.Caller;
import dev.tempo.server.users.ListStore;
import dev.tempo.server.users.User;
import dev.tempo.server.users.UserRules;
import java.util.List;
import java.util.Optional;

/** What everybody may change of their own account. */
public final class MeRoutes implements Feature {
  private final AuthService auth;
  private final UserService users;
  private final FilterService filters;
  private final ListStore lists;
  private final RateLimiter limiter;

  /** Over the services. */
  public MeRoutes(
      AuthService auth,
      UserService users,
      FilterService filters,
      ListStore lists,
      RateLimiter limiter) {
    this.lists = lists;
    this.auth = auth;
    this.users = users;
    this.filters = filters;
    this.limiter = limiter;
  }

  @Override
  public void register(Routes routes) {
    routes
        .put("/api/me/password", this::changePassword)
        .get("/api/me/preferences", this::preferences)
        .put("/api/me/preferences", this::savePreferences)
        .get("/api/me/filters", this::filters)
        .put("/api/me/filters", this::saveFilters);
  }

  private RouteResponse changePassword(ApiRequest call) {
    Caller caller = call.caller();
    JsonInput body = call.body();
    String current =
        body.required("currentPassword", body.text("currentPassword", UserRules.MAX_PASSWORD))
            .orElse("");
    String password = UserRules.password(body);
    body.end();
    limiter.count(Limit.LOGIN, "password " + caller.userId());
    auth.changePassword(caller, current, password);
    users.closeOtherSockets(caller);
    return RouteResponse.done();
  }

  private RouteResponse preferences(ApiRequest call) {
    return shown(call, users.find(call.caller().userId()));
  }

  private RouteResponse savePreferences(ApiRequest call) {
    JsonInput body = call.body();
    User current = users.find(call.caller().userId());
    users.preferences(body, current.preferences());
    OptionalField<List<Json.Object>> given = ListStore.read(body);
    body.end();
    User saved =
        users.change(
            current.id(),
            user -> user.withPreferences(users.preferences(body, user.preferences())),
            Optional.empty());
    if (given.present()) {
      lists.save(current.id(), given.or(List.of()));
    }
    return shown(call, saved);
  }

  private RouteResponse shown(ApiRequest call, User user) {
    return RouteResponse.ok(
        PreferencesResponse.of(user.preferences(), lists.of(call.caller().userId())));
  }

  private RouteResponse filters(ApiRequest call) {
    return RouteResponse.ok(new FilterPage(filters.of(call.caller())));
  }

  private RouteResponse saveFilters(ApiRequest call) {
    return RouteResponse.ok(new FilterPage(filters.save(call.caller(), call.body())));
  }
}
