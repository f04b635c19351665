package dev.tempo.server.security.authentication;

import dev.tempo.server.users.User;
import java.time.Instant;

/**
 * A session that was just opened.
 *
 * @param user whose
 * @param credentials what the client shows from now on
 * @param expiresAt when it ends if it is not used
 */
record Session(User user, Shown credentials, Instant expiresAt) {

  /**
   * What a client shows: a program the token, a browser the cookie and the half together.
   *
   * @param token for a header
   * @param cookie the value of the cookie
   * @param half what else a browser shows, told this once
   */
  record Shown(String token, String cookie, Half half) {}
}
