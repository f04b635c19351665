package dev.tempo.server.http;

import dev.tempo.server.access.Caller;
import io.helidon.websocket.WsCloseCodes;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/** The WebSockets that are open, and whose they are. Thread-safe. */
public final class OpenSockets {
  private final Set<OpenSocket> open = ConcurrentHashMap.newKeySet();

  /** Closes those of some callers, whose credentials have ended. */
  public void end(Predicate<Caller> whose) {
    open.stream()
        .filter(socket -> socket.caller().filter(whose).isPresent())
        .forEach(socket -> socket.close(WsCloseCodes.VIOLATED_POLICY, "credentials ended"));
  }

  void add(OpenSocket socket) {
    open.add(socket);
  }

  void remove(OpenSocket socket) {
    open.remove(socket);
  }

  /** Closes all, telling that the server restarts. */
  void restart() {
    open.forEach(socket -> socket.close(WsCloseCodes.SERVICE_RESTART, "restart"));
  }
}
