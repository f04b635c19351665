package dev.tempo.server.http;

import dev.tempo.server.access.Access;
import dev.tempo.server.access.Access.Need;
import dev.tempo.server.access.Caller;
import dev.tempo.server.access.Role;
import dev.tempo.server.http.RateLimiter.Limit;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Decides whether a request may reach its route, in two steps: {@link #identify} asks for set-up
 * and credentials, {@link #authorize} for CSRF, rate and role. A browser's cookie needs the CSRF
 * header for whatever may change something; a bearer token or key does not, since no browser sends
 * it unasked.
 */
final class Guard {
  private static final String BEARER = "bearer ";
  private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");

  private final Authenticator authenticator;
  private final RateLimiter limiter;

  Guard(Authenticator authenticator, RateLimiter limiter) {
    this.authenticator = authenticator;
    this.limiter = limiter;
  }

  /**
   * What was found out about a caller.
   *
   * @param caller who it is; empty where a route does not ask
   * @param cookieToken the session's token, if it came in a cookie
   */
  record Admission(Optional<Caller> caller, Optional<String> cookieToken) {
    static final Admission NOBODY = new Admission(Optional.empty(), Optional.empty());
  }

  /**
   * Finds out who calls.
   *
   * @throws ApiException if that must be known and is not
   */
  Admission identify(Access access, Exchange exchange) {
    if (access.need() != Need.NOTHING && authenticator.needsSetup()) {
      throw ApiException.of(
          ErrorCode.SETUP_REQUIRED, "Create the first account with POST /api/setup/admin");
    }
    return switch (access.need()) {
      case NOTHING, SETUP -> Admission.NOBODY;
      case KEY -> new Admission(Optional.of(keyBearer(exchange)), Optional.empty());
      case LOGIN -> loggedIn(exchange);
    };
  }

  /**
   * Lets an identified caller in.
   *
   * @param method of the route, which an older path may have in another way
   * @throws ApiException if it may not
   */
  void authorize(Access access, String method, Admission admission, Exchange exchange) {
    Optional<Caller> caller = admission.caller();
    if (admission.cookieToken().isPresent() && !SAFE.contains(method)) {
      requireCsrf(caller.orElseThrow(), exchange);
    }
    count(access, caller.map(c -> c.userId().toString()).orElse(exchange.client().address()));
    if (access.need() == Need.LOGIN) {
      caller.ifPresent(Guard::requireMoreThanTriggering);
    }
    access.role().ifPresent(role -> requireRole(caller.orElseThrow(), role));
  }

  /** How long a session lives since it was last used. */
  Duration sessionLife() {
    return authenticator.sessionLife();
  }

  /** A new token for a session that came in a cookie, if it is due. */
  Optional<String> renewed(Admission admission) {
    return admission
        .cookieToken()
        .flatMap(token -> authenticator.renewed(admission.caller().orElseThrow(), token));
  }

  /**
   * Whether the credentials that somebody was let in with still mean the same: a session that has
   * ended, or a key that was revoked, rotated or has expired, means nobody. Neither counted as a
   * guess when it does not, since it is the server that asks.
   */
  boolean isStill(Access access, Admission admission, Exchange exchange) {
    Optional<Caller> now =
        switch (access.need()) {
          case NOTHING, SETUP -> Optional.empty();
          case KEY -> shownKey(exchange).flatMap(authenticator::authenticateKey);
          case LOGIN ->
              inHeader(exchange)
                  .or(() -> exchange.cookie(SessionCookie.NAME))
                  .flatMap(authenticator::authenticate);
        };
    return now.equals(admission.caller());
  }

  private Admission loggedIn(Exchange exchange) {
    Optional<String> shown = inHeader(exchange);
    if (shown.isPresent()) {
      Caller caller = known(shown.get(), authenticator::authenticate, exchange);
      return new Admission(Optional.of(caller), Optional.empty());
    }
    String token =
        exchange
            .cookie(SessionCookie.NAME)
            .orElseThrow(
                () -> unknown("Log in with POST /api/auth/login, and send the token as a bearer"));
    Caller caller =
        authenticator
            .authenticate(token)
            .orElseThrow(() -> unknown("The session has ended; log in again"));
    return new Admission(Optional.of(caller), Optional.of(token));
  }

  private Caller keyBearer(Exchange exchange) {
    String key =
        shownKey(exchange)
            .orElseThrow(
                () -> unknown("Send an API key as X-API-Key, as a bearer token or as api_key"));
    return known(key, authenticator::authenticateKey, exchange);
  }

  /**
   * Who bears what was shown. Only what is wrong is counted, so that no guesser locks others out.
   */
  private Caller known(
      String shown, Function<String, Optional<Caller>> authenticate, Exchange exchange) {
    Optional<Caller> caller = authenticate.apply(shown);
    if (caller.isEmpty()) {
      limiter.count(Limit.GUESS, exchange.client().address());
    }
    return caller.orElseThrow(
        () -> unknown("The credentials are not valid, or not any more; log in again"));
  }

  private void requireCsrf(Caller caller, Exchange exchange) {
    byte[] expected = authenticator.csrfToken(caller).getBytes(StandardCharsets.US_ASCII);
    byte[] given = exchange.header("X-CSRF-Token").orElse("").getBytes(StandardCharsets.UTF_8);
    if (!MessageDigest.isEqual(expected, given)) {
      throw ApiException.forbidden(
          "With a cookie, send X-CSRF-Token with the csrfToken of GET /api/auth/me");
    }
  }

  private void count(Access access, String key) {
    switch (access.rate()) {
      case RUN -> limiter.count(Limit.RUN, key);
      case GENERAL, TRIGGER -> limiter.count(Limit.GENERAL, key);
      default -> {} // free, or counted by the route alone
    }
  }

  private static void requireMoreThanTriggering(Caller caller) {
    if (caller.key().map(Caller.Key::triggersOnly).orElse(false)) {
      throw ApiException.forbidden(
          "This key has the scope trigger and may call trigger URLs only; make one of scope api");
    }
  }

  private static void requireRole(Caller caller, Role role) {
    if (!caller.has(role)) {
      throw ApiException.forbidden(
          String.format(
              Locale.ROOT,
              "This needs the role %s; %s has the role %s",
              role.label(),
              caller.username(),
              caller.role().label()));
    }
  }

  private static Optional<String> shownKey(Exchange exchange) {
    return inHeader(exchange).or(() -> exchange.query().first("api_key").asOptional());
  }

  private static Optional<String> inHeader(Exchange exchange) {
    return exchange.header("X-API-Key").or(() -> bearer(exchange));
  }

  private static Optional<String> bearer(Exchange exchange) {
    return exchange
        .header("Authorization")
        .filter(value -> value.regionMatches(true, 0, BEARER, 0, BEARER.length()))
        .map(value -> value.substring(BEARER.length()).trim());
  }

  private static ApiException unknown(String detail) {
    return ApiException.of(ErrorCode.INVALID_TOKEN, detail)
        .header("WWW-Authenticate", "Bearer realm=\"Tempo\"");
  }
}
