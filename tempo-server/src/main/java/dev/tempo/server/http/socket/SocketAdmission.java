package dev.tempo.server.http.socket;

import dev.tempo.server.http.WebSocketHandler;
import dev.tempo.server.message.Translation;
import dev.tempo.server.security.authorization.Caller;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * A WebSocket that may be opened.
 *
 * @param caller who asked for it
 * @param sender what will be sent on it
 * @param language of what it is closed with
 * @param validity whether the credentials that it was asked for with still count
 * @param opened is told once it is open
 */
public record SocketAdmission(
    Optional<Caller> caller,
    WebSocketHandler.Sender sender,
    Translation language,
    Validity validity,
    Runnable opened) {

  /**
   * Whether credentials still count.
   *
   * @param ofMessage asked when the client says something, which is counted like a request
   * @param ofBeat asked now and then by the server itself
   */
  public record Validity(BooleanSupplier ofMessage, BooleanSupplier ofBeat) {}
}
