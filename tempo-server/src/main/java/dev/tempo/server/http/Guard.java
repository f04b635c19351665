package dev.tempo.server.http;

import dev.tempo.server.access.Access;
import dev.tempo.server.access.Access.Need;
import dev.tempo.server.access.Caller;
import dev.tempo.server.http.RateLimiter.Limit;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.Set;

/**
 * Decides whether a request may reach its route, in this order: set-up, credentials, CSRF, rate,
 * role. A browser's cookie needs the CSRF header for whatever may change something; a bearer token
 * does not, since no browser sends it unasked.
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

  /** What was found out about a caller. */
  record Admission(Optional<Caller> caller, Optional<String> renewedToken) {
    static final Admission NOBODY = new Admission(Optional.empty(), Optional.empty());
  }

  /**
   * Lets a request in.
   *
   * @throws ApiException if it may not
   */
  Admission admit(Access access, Exchange exchange) {
    if (access.need() != Need.NOTHING && authenticator.needsSetup()) {
      throw ApiException.of(
          ErrorCode.SETUP_REQUIRED, "Create the first account with POST /api/setup/admin");
    }
    if (access.need() != Need.LOGIN) {
      count(access, exchange.client().address());
      return Admission.NOBODY;
    }
    Admission admission = authenticated(exchange);
    Caller caller = admission.caller().orElseThrow();
    count(access, caller.userId().toString());
    access.role().ifPresent(role -> requireRole(caller, role));
    return admission;
  }

  /** Whether whoever was let in still has the same account, with the same role. */
  boolean isStill(Admission admission, Exchange exchange) {
    String token = bearer(exchange).or(() -> exchange.cookie(SessionCookie.NAME)).orElse("");
    return admission.caller().isEmpty()
        || authenticator.authenticate(token).equals(admission.caller());
  }

  private Admission authenticated(Exchange exchange) {
    Optional<String> bearer = bearer(exchange);
    if (bearer.isPresent()) {
      return new Admission(Optional.of(known(bearer.get())), Optional.empty());
    }
    String token =
        exchange
            .cookie(SessionCookie.NAME)
            .orElseThrow(
                () -> unknown("Log in with POST /api/auth/login, and send the token as a bearer"));
    Caller caller = known(token);
    if (!SAFE.contains(exchange.method())) {
      requireCsrf(caller, exchange);
    }
    return new Admission(Optional.of(caller), authenticator.renewed(caller, token));
  }

  private Caller known(String token) {
    return authenticator
        .authenticate(token)
        .orElseThrow(() -> unknown("The credentials are not valid, or not any more; log in again"));
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
      case GENERAL -> limiter.count(Limit.GENERAL, key);
      default -> {} // free, or counted by the route itself
    }
  }

  private static void requireRole(Caller caller, dev.tempo.server.access.Role role) {
    if (!caller.has(role)) {
      throw ApiException.forbidden(
          "This needs the role %s; %s has the role %s"
              .formatted(role.label(), caller.username(), caller.role().label()));
    }
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
