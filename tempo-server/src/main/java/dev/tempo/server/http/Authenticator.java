package dev.tempo.server.http;

import dev.tempo.server.access.Caller;
import java.time.Duration;
import java.util.Optional;

/** Knows who somebody is by what they bring. */
public interface Authenticator {
  /** How long a session lives since it was last used. */
  Duration sessionLife();

  /** True as long as no account exists. */
  boolean needsSetup();

  /**
   * Who bears the token of a session, or a key.
   *
   * @return empty if it is unknown, expired, revoked or forged, or its account is not active
   */
  Optional<Caller> authenticate(String token);

  /**
   * Who may act with an API key.
   *
   * @return empty if it is no key, or unknown, expired or revoked, or its owner is not active
   */
  Optional<Caller> authenticateKey(String key);

  /** The value that writes of a session by cookie must carry in {@code X-CSRF-Token}. */
  String csrfToken(Caller caller);

  /** A new token for the caller's session, if the one it came with is due for renewal. */
  Optional<String> renewed(Caller caller, String token);
}
