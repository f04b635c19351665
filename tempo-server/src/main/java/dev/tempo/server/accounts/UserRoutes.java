package dev.tempo.server.accounts;

import dev.tempo.server.accounts.AccountResponses.DeletedUser;
import dev.tempo.server.accounts.AccountResponses.UserPage;
import dev.tempo.server.http.ApiRequest;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.Paging;
import dev.tempo.server.http.RouteResponse;
import dev.tempo.server.http.Routes;
import dev.tempo.server.http.json.JsonInput;
import dev.tempo.server.http.json.OptionalField;
import dev.tempo.server.security.authorization.Role;
import dev.tempo.server.users.User;
import dev.tempo.server.users.User.Account;
import dev.tempo.server.users.User.Preferences;
import dev.tempo.server.users.UserResponse;
import dev.tempo.server.users.UserRules;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;

/** Lists, makes, shows, changes and deletes accounts. */
public final class UserRoutes implements Feature {
  private final UserService users;

  /** Over a service. */
  public UserRoutes(UserService users) {
    this.users = users;
  }

  @Override
  public void register(Routes routes) {
    routes
        .get("/api/users", this::list)
        .post("/api/users", this::create)
        .get("/api/users/{id}", this::show)
        .put("/api/users/{id}", this::update)
        .delete("/api/users/{id}", this::delete);
  }

  private RouteResponse list(ApiRequest call) {
    Paging paging = call.paging();
    List<User> page = users.page(paging.cursor(), paging.limit() + 1);
    List<User> shown = page.subList(0, Math.min(page.size(), paging.limit()));
    boolean more = page.size() > shown.size();
    return RouteResponse.ok(
        new UserPage(
            shown.stream().map(UserResponse.Administered::of).toList(),
            users.count(),
            true,
            more ? Optional.of(Paging.encode(shown.getLast().username())) : Optional.empty()));
  }

  private RouteResponse create(ApiRequest call) {
    JsonInput body = input(call);
    String username = UserRules.username(body);
    String password = UserRules.password(body);
    Account blank = new Account(username, Optional.empty(), Role.VIEWER, true, OptionalInt.empty());
    Account account = account(body, username, blank);
    Preferences preferences = users.preferences(body, Preferences.DEFAULT);
    body.end();
    return RouteResponse.created(
        UserResponse.Administered.of(users.create(account, preferences, password)));
  }

  private RouteResponse show(ApiRequest call) {
    return RouteResponse.ok(UserResponse.Administered.of(users.find(id(call))));
  }

  private RouteResponse update(ApiRequest call) {
    UUID id = id(call);
    JsonInput body = input(call);
    OptionalField<String> password = UserRules.givenPassword(body);
    changed(body, users.find(id));
    body.end();
    User after = users.change(id, user -> changed(body, user), password.value());
    return RouteResponse.ok(UserResponse.Administered.of(after));
  }

  private RouteResponse delete(ApiRequest call) {
    User user = users.delete(id(call));
    return RouteResponse.ok(new DeletedUser(user.id(), user.username()));
  }

  private static JsonInput input(ApiRequest call) {
    JsonInput body = call.body();
    body.computed("id", "createdAt", "lastLoginAt");
    return body;
  }

  private User changed(JsonInput body, User current) {
    return current
        .withAccount(
            account(body, UserRules.givenUsername(body).or(current.username()), current.account()))
        .withPreferences(users.preferences(body, current.preferences()));
  }

  private static Account account(JsonInput body, String username, Account current) {
    return new Account(
        username,
        UserRules.email(body, current.email()),
        UserRules.role(body, current.role()),
        body.flag("active").or(current.active()),
        UserRules.retentionDays(body, current.retentionDays()));
  }

  private static UUID id(ApiRequest call) {
    return call.id("id", "user");
  }
}
