package dev.tempo.server.security.authentication;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import com.auth0.jwt.exceptions.JWTVerificationException;
import com.auth0.jwt.interfaces.DecodedJWT;
import com.auth0.jwt.interfaces.JWTVerifier;
import dev.tempo.time.TimeSource;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * Signs and checks the tokens of sessions (JWT, RFC 7519, with HMAC-SHA256). A session has two: the
 * one of a browser's cookie says so, and counts nowhere else, since whatever listens on another
 * port of the same host name is sent it, too. Thread-safe.
 */
final class Tokens {
  private static final String ISSUER = "tempo";

  private final Algorithm algorithm;
  private final JWTVerifier verifier;
  private final TimeSource time;

  Tokens(byte[] key, TimeSource time) {
    this.time = time;
    this.algorithm = Algorithm.HMAC256(key);
    // Expiry is checked here rather than there, by the injected clock.
    this.verifier =
        JWT.require(algorithm)
            .withIssuer(ISSUER)
            .withClaimPresence("jti")
            .withClaimPresence("exp")
            .ignoreIssuedAt()
            .acceptExpiresAt(Integer.MAX_VALUE)
            .build();
  }

  /** How a token is shown; it counts in no other way. */
  enum Kind {
    /** In a header. */
    BEARER,
    /** In a cookie, together with what the pages of the session keep. */
    COOKIE;

    private String audience() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** A token for a session. */
  String issue(Kind kind, UUID sessionId, UUID userId, Instant expiresAt) {
    return JWT.create()
        .withIssuer(ISSUER)
        .withAudience(kind.audience())
        .withJWTId(sessionId.toString())
        .withSubject(userId.toString())
        .withIssuedAt(time.instant())
        .withExpiresAt(expiresAt)
        .sign(algorithm);
  }

  /** The session that a token is for; empty if it is forged, of another kind or has expired. */
  Optional<Token> verify(Kind kind, String token) {
    try {
      DecodedJWT decoded = verifier.verify(token);
      Instant expiresAt = decoded.getExpiresAtAsInstant();
      return List.of(kind.audience()).equals(decoded.getAudience())
              && time.instant().isBefore(expiresAt)
          ? Optional.of(new Token(UUID.fromString(decoded.getId()), expiresAt))
          : Optional.empty();
    } catch (JWTVerificationException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  record Token(UUID sessionId, Instant expiresAt) {}
}
