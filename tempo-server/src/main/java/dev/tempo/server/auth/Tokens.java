package dev.tempo.server.auth;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import com.auth0.jwt.exceptions.JWTVerificationException;
import com.auth0.jwt.interfaces.DecodedJWT;
import com.auth0.jwt.interfaces.JWTVerifier;
import dev.tempo.time.TimeSource;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs and checks the tokens of sessions (JWT, RFC 7519, with HMAC-SHA256). Thread-safe. */
final class Tokens {
  private static final String ISSUER = "tempo";
  private static final String HMAC = "HmacSHA256";

  private final byte[] key;
  private final Algorithm algorithm;
  private final JWTVerifier verifier;
  private final TimeSource time;

  Tokens(byte[] key, TimeSource time) {
    this.key = key.clone();
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

  /** A token for a session. */
  String issue(UUID sessionId, UUID userId, Instant expiresAt) {
    return JWT.create()
        .withIssuer(ISSUER)
        .withJWTId(sessionId.toString())
        .withSubject(userId.toString())
        .withIssuedAt(time.instant())
        .withExpiresAt(expiresAt)
        .sign(algorithm);
  }

  /** The session that a token is for; empty if it is forged or has expired. */
  Optional<Token> verify(String token) {
    try {
      DecodedJWT decoded = verifier.verify(token);
      Instant expiresAt = decoded.getExpiresAtAsInstant();
      return time.instant().isBefore(expiresAt)
          ? Optional.of(new Token(UUID.fromString(decoded.getId()), expiresAt))
          : Optional.empty();
    } catch (JWTVerificationException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** What a page of this session, and no other site, can know. */
  String csrf(UUID sessionId) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(key, HMAC));
      byte[] code = mac.doFinal(("csrf:" + sessionId).getBytes(StandardCharsets.US_ASCII));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(code);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java platform has " + HMAC, e);
    }
  }

  record Token(UUID sessionId, Instant expiresAt) {}
}
