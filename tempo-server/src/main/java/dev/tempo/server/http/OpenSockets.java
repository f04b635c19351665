package dev.tempo.server.http;

import dev.tempo.server.access.Caller;
import io.helidon.websocket.WsCloseCodes;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;

/** The WebSockets that are open, and whose they are. Thread-safe. */
public final class OpenSockets {
  private final Set<OpenSocket> open = ConcurrentHashMap.newKeySet();

  /** Closes those of some callers, whose credentials have ended. */
  public void end(Predicate<Caller> whose) {
    close(
        socket -> socket.caller().filter(whose).isPresent(),
        WsCloseCodes.VIOLATED_POLICY,
        "credentials ended");
  }

  void add(OpenSocket socket) {
    open.add(socket);
  }

  void remove(OpenSocket socket) {
    open.remove(socket);
  }

  /** Closes all, telling that the server restarts. */
  void restart() {
    close(socket -> true, WsCloseCodes.SERVICE_RESTART, "restart");
  }

  /** All at once, since each may have to wait for its sender. */
  private void close(Predicate<OpenSocket> which, int code, String reason) {
    try (ExecutorService closers = Executors.newVirtualThreadPerTaskExecutor()) {
      open.stream()
          .filter(which)
          .forEach(socket -> closers.execute(() -> socket.close(code, reason)));
    }
  }
}
