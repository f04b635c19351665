package dev.tempo.server.interfaces;

import dev.tempo.server.security.authorization.Caller;
import java.util.Optional;
import java.util.UUID;

/**
 * The credentials that let somebody see an interface, as they are kept over a restart. Immutable.
 *
 * @param sessionId of a log-in; empty for an API key
 * @param keyId of an API key; empty for a log-in
 */
record Holder(Optional<UUID> sessionId, Optional<UUID> keyId) {

  /** Returns those with which a request was made. */
  static Holder of(Caller caller) {
    return new Holder(caller.sessionId(), caller.key().map(Caller.Key::id));
  }
}
