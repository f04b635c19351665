package dev.tempo.server.http;

import dev.tempo.server.security.authorization.Caller;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What was found out about a caller.
 *
 * @param caller who it is; empty where a route does not ask
 * @param cookie the session's cookie, if it was one that let in
 * @param again asks once more who shows these credentials; empty when they have ended
 */
public record RequestAdmission(
    Optional<Caller> caller, Optional<String> cookie, Supplier<Optional<Caller>> again) {
  public static final RequestAdmission NOBODY =
      new RequestAdmission(Optional.empty(), Optional.empty(), Optional::empty);

  /**
   * Whether the credentials still mean the same: a session that has ended, or a key that was
   * revoked, rotated or has expired, means nobody. Never counted as a guess when it does not, since
   * it is the server that asks.
   */
  public boolean isStill() {
    return again.get().equals(caller);
  }
}
