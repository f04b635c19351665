package dev.tempo.server.http.socket;

import static dev.tempo.server.message.Messages.counted;

import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.http.problem.ErrorCode;
import dev.tempo.server.security.authorization.Caller;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Registers the open WebSockets and their accounts. Thread-safe. */
public final class WebSocketSessions {
  private static final Logger LOG = LoggerFactory.getLogger(WebSocketSessions.class);

  private static final int POLICY = 1008;
  private static final int RESTART = 1012;

  /** What the server may hold for one whose client does not read: lines, a frame, its bytes. */
  private static final long SOCKET_BYTES = 200 * 1024;

  private static final int FEWEST = 64;

  private final int limit =
      (int) Math.max(FEWEST, Runtime.getRuntime().maxMemory() / 3 / SOCKET_BYTES);

  private final List<Consumer<Predicate<Caller>>> listeners = new CopyOnWriteArrayList<>();
  private final Set<WebSocketSession> open = ConcurrentHashMap.newKeySet();

  /** Closes those of some callers, whose credentials have ended. */
  public void end(Predicate<Caller> whose) {
    close(socket -> socket.caller().filter(whose).isPresent(), POLICY, "credentials ended");
    listeners.forEach(listener -> listener.accept(whose));
  }

  /** Sets who else is told of callers whose credentials have ended. */
  public void onEnd(Consumer<Predicate<Caller>> listener) {
    listeners.add(listener);
  }

  void add(WebSocketSession socket) {
    open.add(socket);
  }

  void remove(WebSocketSession socket) {
    open.remove(socket);
  }

  /**
   * Looks whether there is room for one more: all of them together take a third of the heap at
   * most.
   *
   * @throws ApiException 503 with {@code Retry-After} if there is none
   */
  public void requireRoom() {
    if (open.size() >= limit) {
      throw ApiException.of(ErrorCode.UNAVAILABLE, counted("api.socket.full", limit))
          .header("Retry-After", "5");
    }
  }

  /** How many are open. */
  public int count() {
    return open.size();
  }

  /** To be called every few seconds: ends what should not be open any more, and pings. */
  public void beat() {
    for (WebSocketSession socket : open) {
      try {
        socket.beat();
      } catch (RuntimeException | Error e) { // of a store out of order; or it never beat again
        LOG.warn("A WebSocket could not be checked: {}", e.toString());
      }
    }
  }

  /** Closes all, telling that the server restarts. */
  public void restart() {
    close(socket -> true, RESTART, "restart");
  }

  /** All at once, since each may have to wait for its sender. */
  private void close(Predicate<WebSocketSession> which, int code, String reason) {
    try (ExecutorService closers = Executors.newVirtualThreadPerTaskExecutor()) {
      open.stream()
          .filter(which)
          .forEach(socket -> closers.execute(() -> socket.close(code, reason)));
    }
  }
}
