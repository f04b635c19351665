package dev.tempo.server.accounts;

import dev.tempo.server.access.Role;
import dev.tempo.server.accounts.AccountResponses.DeletedUser;
import dev.tempo.server.accounts.AccountResponses.UserPage;
import dev.tempo.server.http.Call;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.Given;
import dev.tempo.server.http.Input;
import dev.tempo.server.http.Paging;
import dev.tempo.server.http.Reply;
import dev.tempo.server.http.Routes;
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

  private Reply list(Call call) {
    Paging paging = call.paging();
    List<User> page = users.page(paging.cursor(), paging.limit() + 1);
    List<User> shown = page.subList(0, Math.min(page.size(), paging.limit()));
    boolean more = page.size() > shown.size();
    return Reply.ok(
        new UserPage(
            shown.stream().map(UserResponse.Administered::of).toList(),
            users.count(),
            true,
            more ? Optional.of(Paging.encode(shown.getLast().username())) : Optional.empty()));
  }

  private Reply create(Call call) {
    Input body = input(call);
    String username = UserRules.username(body);
    String password = UserRules.password(body);
    Account blank = new Account(username, Optional.empty(), Role.VIEWER, true, OptionalInt.empty());
    Account account = account(body, username, blank);
    Preferences preferences = users.preferences(body, Preferences.DEFAULT);
    body.end();
    return Reply.created(
        UserResponse.Administered.of(users.create(account, preferences, password)));
  }

  private Reply show(Call call) {
    return Reply.ok(UserResponse.Administered.of(users.find(id(call))));
  }

  private Reply update(Call call) {
    UUID id = id(call);
    Input body = input(call);
    Given<String> password = UserRules.givenPassword(body);
    changed(body, users.find(id));
    body.end();
    User after = users.change(id, user -> changed(body, user), password.value());
    return Reply.ok(UserResponse.Administered.of(after));
  }

  private Reply delete(Call call) {
    User user = users.delete(id(call));
    return Reply.ok(new DeletedUser(user.id(), user.username()));
  }

  private static Input input(Call call) {
    Input body = call.body();
    body.computed("id", "createdAt", "lastLoginAt");
    return body;
  }

  private User changed(Input body, User current) {
    return current
        .withAccount(
            account(body, UserRules.givenUsername(body).or(current.username()), current.account()))
        .withPreferences(users.preferences(body, current.preferences()));
  }

  private static Account account(Input body, String username, Account current) {
    return new Account(
        username,
        UserRules.email(body, current.email()),
        UserRules.role(body, current.role()),
        body.flag("active").or(current.active()),
        UserRules.retentionDays(body, current.retentionDays()));
  }

  private static UUID id(Call call) {
    return call.id("id", "user");
  }
}
