package dev.tempo.server.http.filter;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.message.Message;
import dev.tempo.server.http.Authenticator;
import dev.tempo.server.http.Authenticator.Browser;
import dev.tempo.server.http.RequestAdmission;
import dev.tempo.server.http.RequestView;
import dev.tempo.server.http.Tickets;
import dev.tempo.server.http.filter.RateLimiter.Limit;
import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.http.problem.ErrorCode;
import dev.tempo.server.http.problem.Violation;
import dev.tempo.server.security.authorization.Access;
import dev.tempo.server.security.authorization.Access.Need;
import dev.tempo.server.security.authorization.Caller;
import dev.tempo.server.security.authorization.Role;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Authenticates and authorizes requests, in two steps: {@link #identify} asks for set-up and
 * credentials, {@link #authorize} for rate and role.
 *
 * <p>A browser sends its cookie unasked, also to whatever else listens on this host name, so it is
 * half of a session only: the other half stands in a header of each call, reading ones too, and is
 * known to the pages of this server alone. Where a browser can send no header, for a WebSocket or a
 * link, a {@linkplain Tickets ticket} in the address stands for both. Tokens and keys in headers
 * need nothing besides.
 */
public final class RequestGuard {
  /** The header with the half of a browser's session that is no cookie. */
  static final String HALF = "X-CSRF-Token";

  private static final String BEARER = "bearer ";

  /** What a browser says of who makes it ask, where it says that at all: our page, or its user. */
  private static final Set<String> OWN = Set.of("same-origin", "none");

  private static final Access LOOK =
      new Access(Need.LOGIN, Optional.of(Role.VIEWER), Access.Rate.FREE, false, false);

  private final Authenticator authenticator;
  private final RateLimiter limiter;
  private final Tickets tickets;

  public RequestGuard(Authenticator authenticator, RateLimiter limiter, Tickets tickets) {
    this.authenticator = authenticator;
    this.limiter = limiter;
    this.tickets = tickets;
  }

  /**
   * Finds out who calls.
   *
   * @throws ApiException if that must be known and is not
   */
  public RequestAdmission identify(Access access, RequestView exchange) {
    if (access.need() != Need.NOTHING && authenticator.needsSetup()) {
      throw ApiException.of(ErrorCode.SETUP_REQUIRED, message("api.auth.setupNeeded"));
    }
    return switch (access.need()) {
      case NOTHING, SETUP -> RequestAdmission.NOBODY;
      case KEY -> keyBearer(exchange);
      case LOGIN -> loggedIn(access, exchange);
    };
  }

  /**
   * Lets an identified caller in.
   *
   * @throws ApiException if it may not
   */
  public void authorize(Access access, RequestAdmission admission, RequestView exchange) {
    Optional<Caller> caller = admission.caller();
    count(
        access,
        caller.map(c -> c.userId().toString()).orElseGet(() -> exchange.client().network()));
    if (access.need() == Need.LOGIN) {
      caller.ifPresent(RequestGuard::requireMoreThanTriggering);
    }
    access.role().ifPresent(role -> requireRole(caller.orElseThrow(), role));
  }

  /**
   * Who calls where nobody needs to be known, so that a path that is not there can be refused in
   * the caller's language. Wrong credentials count as they do anywhere.
   */
  public Optional<Caller> recognize(RequestView exchange) {
    try {
      return authenticator.needsSetup() ? Optional.empty() : loggedIn(LOOK, exchange).caller();
    } catch (ApiException e) {
      return Optional.empty();
    }
  }

  /** How long a session lives since it was last used. */
  public Duration sessionLife() {
    return authenticator.sessionLife();
  }

  /** A new cookie for a session that came in one, if it is due. */
  public Optional<String> renewed(RequestAdmission admission) {
    return admission
        .cookie()
        .flatMap(cookie -> authenticator.renewed(admission.caller().orElseThrow(), cookie));
  }

  private RequestAdmission loggedIn(Access access, RequestView exchange) {
    Optional<String> ticket = access.byTicket() ? parameter(exchange, "ticket") : Optional.empty();
    if (ticket.isPresent()) {
      return byTicket(ticket.get(), exchange);
    }
    Optional<String> shown = inHeader(exchange);
    return shown.isPresent()
        ? known(shown.get(), authenticator::authenticate, exchange)
        : byCookie(exchange);
  }

  private RequestAdmission byTicket(String ticket, RequestView exchange) {
    Optional<Supplier<Optional<Caller>>> again = tickets.redeem(ticket, exchange.path());
    Optional<Caller> caller = again.flatMap(Supplier::get);
    if (caller.isEmpty()) {
      throw guessed(exchange, message("api.auth.ticket"));
    }
    return new RequestAdmission(caller, Optional.empty(), again.orElseThrow());
  }

  private RequestAdmission byCookie(RequestView exchange) {
    List<String> cookies = isByOthers(exchange) ? List.of() : exchange.sessionCookies();
    if (cookies.isEmpty()) {
      throw unknown(message("api.auth.logIn"));
    }
    String half = exchange.header(HALF).orElse("");
    if (half.isEmpty()) {
      throw guessed(
          exchange,
          message("api.auth.cookieAlone", "header", HALF),
          Violation.of(HALF, message("api.value.missing")));
    }
    Supplier<Optional<Browser>> again = () -> authenticator.authenticate(cookies, half);
    Browser browser =
        again.get().orElseThrow(() -> guessed(exchange, message("api.auth.sessionEnded")));
    return new RequestAdmission(
        Optional.of(browser.caller()),
        Optional.of(browser.cookie()),
        () -> again.get().map(Browser::caller));
  }

  /** Whether the browser itself says that another site makes it ask. */
  private static boolean isByOthers(RequestView exchange) {
    return exchange.header("Sec-Fetch-Site").filter(by -> !OWN.contains(by)).isPresent();
  }

  private RequestAdmission keyBearer(RequestView exchange) {
    Optional<String> header = inHeader(exchange);
    Optional<String> address = parameter(exchange, "api_key");
    if (header.isPresent() && address.isPresent() && !header.equals(address)) {
      throw unknown(message("api.auth.twoKeys"));
    }
    String key = header.or(() -> address).orElseThrow(() -> unknown(message("api.auth.keyNeeded")));
    return known(key, authenticator::authenticateKey, exchange);
  }

  /** Who bears what was shown. */
  private RequestAdmission known(
      String token, Function<String, Optional<Caller>> authenticate, RequestView exchange) {
    Optional<Caller> caller = authenticate.apply(token);
    if (caller.isEmpty()) {
      throw guessed(exchange, message("api.auth.notValid"));
    }
    return new RequestAdmission(caller, Optional.empty(), () -> authenticate.apply(token));
  }

  /** Only what is wrong is counted, so that no guesser locks others out. */
  private ApiException guessed(RequestView exchange, Message detail, Violation... violations) {
    limiter.count(Limit.GUESS, exchange.client().network());
    return unknown(detail, violations);
  }

  private void count(Access access, String key) {
    switch (access.rate()) {
      case RUN -> limiter.count(Limit.RUN, key);
      case PREVIEW -> limiter.count(Limit.PREVIEW, key);
      case GENERAL, TRIGGER -> limiter.count(Limit.GENERAL, key);
      default -> {} // free, or counted by the route alone
    }
  }

  private static void requireMoreThanTriggering(Caller caller) {
    if (caller.key().map(Caller.Key::triggersOnly).orElse(false)) {
      throw ApiException.forbidden(message("api.auth.keyTriggersOnly"));
    }
  }

  private static void requireRole(Caller caller, Role role) {
    if (!caller.has(role)) {
      throw ApiException.forbidden(
          message(
              "api.auth.roleNeeded",
              "needed",
              role.title(),
              "user",
              caller.username(),
              "role",
              caller.role().title()));
    }
  }

  private static Optional<String> parameter(RequestView exchange, String name) {
    return exchange.query().first(name).asOptional();
  }

  private static Optional<String> inHeader(RequestView exchange) {
    return exchange.header("X-API-Key").or(() -> bearer(exchange));
  }

  private static Optional<String> bearer(RequestView exchange) {
    return exchange
        .header("Authorization")
        .filter(value -> value.regionMatches(true, 0, BEARER, 0, BEARER.length()))
        .map(value -> value.substring(BEARER.length()).trim());
  }

  private static ApiException unknown(Message detail, Violation... violations) {
    return ApiException.unknown(detail, List.of(violations))
        .header("WWW-Authenticate", "Bearer realm=\"Tempo\"");
  }
}
