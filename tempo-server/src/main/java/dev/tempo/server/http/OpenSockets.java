package dev.tempo.server.http;

import dev.tempo.server.access.Caller;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The WebSockets that are open, and whose they are. Thread-safe. */
public final class OpenSockets {
  private static final Logger LOG = LoggerFactory.getLogger(OpenSockets.class);

  private static final int POLICY = 1008;
  private static final int RESTART = 1012;

  private final Set<OpenSocket> open = ConcurrentHashMap.newKeySet();

  /** Closes those of some callers, whose credentials have ended. */
  public void end(Predicate<Caller> whose) {
    close(socket -> socket.caller().filter(whose).isPresent(), POLICY, "credentials ended");
  }

  void add(OpenSocket socket) {
    open.add(socket);
  }

  void remove(OpenSocket socket) {
    open.remove(socket);
  }

  /** How many are open. */
  int count() {
    return open.size();
  }

  /** To be called every few seconds: ends what should not be open any more, and pings. */
  void beat() {
    for (OpenSocket socket : open) {
      try {
        socket.beat();
      } catch (RuntimeException e) { // the store may be out of order for a while
        LOG.warn("A WebSocket could not be checked: {}", e.toString());
      }
    }
  }

  /** Closes all, telling that the server restarts. */
  void restart() {
    close(socket -> true, RESTART, "restart");
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
