package dev.tempo.server.http;

import dev.tempo.server.security.authorization.Caller;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Knows who somebody is by what they bring. */
public interface Authenticator {
  /** How long a session lives since it was last used. */
  Duration sessionLife();

  /** True as long as no account exists. */
  boolean needsSetup();

  /**
   * Who bears the token of a session, or a key, in a header.
   *
   * @return empty if it is unknown, expired, revoked or forged, or its account is not active
   */
  Optional<Caller> authenticate(String token);

  /**
   * Whose browser shows a cookie together with the half that belongs to it.
   *
   * @param cookies all values of the session's cookie
   * @param half what {@code X-CSRF-Token} says
   * @return empty if none of them is of a session that is open and has this half
   */
  Optional<Browser> authenticate(List<String> cookies, String half);

  /**
   * Who may act with an API key.
   *
   * @return empty if it is no key, or unknown, expired or revoked, or its owner is not active
   */
  Optional<Caller> authenticateKey(String key);

  /** A new cookie for the caller's session, if the one it came with is due for renewal. */
  Optional<String> renewed(Caller caller, String cookie);

  /**
   * A browser that is logged in.
   *
   * @param caller whose
   * @param cookie the one that counts, of those it showed
   */
  record Browser(Caller caller, String cookie) {}
}
