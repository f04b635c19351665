package dev.tempo.server.security.authentication;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.server.http.ApiRequest;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.RouteResponse;
import dev.tempo.server.http.Routes;
import dev.tempo.server.http.SessionCookie;
import dev.tempo.server.http.Tickets;
import dev.tempo.server.http.filter.RateLimiter;
import dev.tempo.server.http.filter.RateLimiter.Limit;
import dev.tempo.server.http.json.JsonInput;
import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.http.socket.WebSocketSessions;
import dev.tempo.server.security.authentication.AuthResponses.LoggedIn;
import dev.tempo.server.security.authorization.Caller;
import dev.tempo.server.security.authorization.Role;
import dev.tempo.server.users.ListStore;
import dev.tempo.server.users.User.Account;
import dev.tempo.server.users.UserResponse;
import dev.tempo.server.users.UserRules;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** Set-up, log-in, log-out, and who one is. */
public final class AuthRoutes implements Feature {
  /** The WebSocket that every page opens first. */
  private static final String EVENTS = "/ws";

  private final AuthService auth;
  private final SetupService setup;
  private final RateLimiter limiter;
  private final Welcome welcome;
  private final WebSocketSessions sockets;

  /**
   * What pages are told as they begin.
   *
   * @param lists how lists are shown
   * @param tickets for the WebSocket of events
   * @param project the active project of who looks on; empty for who has none
   */
  public record Welcome(
      ListStore lists, Tickets tickets, Function<Caller, Optional<NamedId>> project) {}

  /** Something of which an id and a name are told. */
  public record NamedId(UUID id, String name) {}

  /** Over the two services. */
  public AuthRoutes(
      AuthService auth,
      SetupService setup,
      RateLimiter limiter,
      Welcome welcome,
      WebSocketSessions sockets) {
    this.auth = auth;
    this.setup = setup;
    this.limiter = limiter;
    this.welcome = welcome;
    this.sockets = sockets;
  }

  @Override
  public void register(Routes routes) {
    routes
        .get("/api/setup/status", this::setupStatus)
        .post("/api/setup/admin", this::createAdmin)
        .post("/api/auth/login", this::logIn)
        .post("/api/auth/logout", this::logOut)
        .get("/api/auth/me", this::me);
  }

  private RouteResponse setupStatus(ApiRequest call) {
    boolean needed = auth.needsSetup();
    return RouteResponse.ok(
        new AuthResponses.SetupStatus(needed, needed && setup.needsToken(call)));
  }

  private RouteResponse createAdmin(ApiRequest call) {
    limiter.count(Limit.LOGIN, call.client().network());
    JsonInput body = call.body();
    String username = UserRules.username(body);
    String password = UserRules.password(body);
    Optional<String> email = UserRules.email(body);
    String token = body.text("setupToken", UserRules.MAX_PASSWORD).or("");
    body.end();
    setup.requireToken(call, token);
    call.subject(username);
    Session session = setup.createAdmin(new Account(username, email, Role.ADMIN, true), password);
    return keeping(session, call, RouteResponse.created(LoggedIn.of(session)));
  }

  /** The audit trail learns a name only if it is one: people type passwords into wrong fields. */
  private RouteResponse logIn(ApiRequest call) {
    limiter.count(Limit.LOGIN_CLIENT, call.client().network());
    JsonInput body = call.body();
    String username = given(body, "username");
    String password = given(body, "password");
    body.end();
    limiter.count(Limit.LOGIN, call.client().network() + " " + username.toLowerCase(Locale.ROOT));
    call.subject(auth.knows(username) ? username : message("api.note.audit.noAccount").text());
    Session session = auth.logIn(username, password);
    return keeping(session, call, RouteResponse.ok(LoggedIn.of(session)));
  }

  private RouteResponse logOut(ApiRequest call) {
    Optional<UUID> session = call.caller().sessionId();
    if (session.isEmpty()) {
      throw ApiException.conflict(message("api.auth.keyNoSession"));
    }
    auth.logOut(call.caller());
    sockets.end(other -> other.sessionId().equals(session));
    return RouteResponse.done().header("Set-Cookie", call.sessionCookie().remove(call.client()));
  }

  private RouteResponse me(ApiRequest call) {
    Caller caller = call.caller();
    boolean begins = call.query().flag("ticket").orElse(false);
    return RouteResponse.ok(
        new AuthResponses.Me(
            UserResponse.of(auth.user(caller)),
            welcome.lists().of(caller.userId()),
            begins
                ? Optional.of(welcome.tickets().make(call, EVENTS).text())
                : Optional.<String>empty(),
            begins
                ? welcome.project().apply(caller).map(AuthResponses.ActiveProject::of)
                : Optional.<AuthResponses.ActiveProject>empty()));
  }

  private static String given(JsonInput body, String field) {
    return body.required(field, body.text(field, UserRules.MAX_PASSWORD)).orElse("");
  }

  /** Also hands a browser its cookie. */
  private RouteResponse keeping(Session session, ApiRequest call, RouteResponse reply) {
    SessionCookie cookie = call.sessionCookie();
    return reply.header(
        "Set-Cookie",
        cookie.keep(session.credentials().cookie(), auth.sessionLife(), call.client()));
  }
}
