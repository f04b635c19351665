package dev.tempo.server.http;

import dev.tempo.server.http.Routes.SocketRoute;
import io.helidon.http.DirectHandler;
import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import io.helidon.http.PathMatcher;
import io.helidon.http.PathMatchers;
import io.helidon.http.RequestException;
import io.helidon.http.Status;
import io.helidon.webserver.websocket.WsRouting;
import io.helidon.websocket.WsCloseCodes;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The WebSockets that the server has open. A request for one passes the same guard as any other,
 * and must besides come from a page of this server, if it comes from a page at all: browsers let
 * every site ask, and send their cookie along (RFC 6455 §10.2).
 */
final class Sockets {
  private static final Logger LOG = LoggerFactory.getLogger(Sockets.class);
  private static final int BEAT_SECONDS = 5;

  private final Guard guard;
  private final Errors errors;
  private final Set<OpenSocket> open = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService heart =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("tempo-sockets").daemon().factory());

  Sockets(Guard guard, Errors errors) {
    this.guard = guard;
    this.errors = errors;
    heart.scheduleWithFixedDelay(this::beat, BEAT_SECONDS, BEAT_SECONDS, TimeUnit.SECONDS);
  }

  WsRouting.Builder routing(Routes routes) {
    WsRouting.Builder routing = WsRouting.builder();
    routes.sockets().values().forEach(route -> add(routing, route.path(), route));
    for (SeedPaths.Row row : SeedPaths.rows()) {
      if (row.isSocket()) {
        add(routing, row.from(), routes.sockets().get(row.to()));
      }
    }
    return routing;
  }

  /** Closes all, telling that the server restarts. */
  void close() {
    heart.shutdownNow();
    open.forEach(socket -> socket.close(WsCloseCodes.SERVICE_RESTART, "restart"));
  }

  /** How many are open. */
  int count() {
    return open.size();
  }

  private void beat() {
    for (OpenSocket socket : open) {
      try {
        socket.beat();
      } catch (RuntimeException e) { // the store may be out of order for a while
        LOG.warn("A WebSocket could not be checked: {}", e.toString());
      }
    }
  }

  private void add(WsRouting.Builder routing, String path, SocketRoute route) {
    PathMatcher matcher = PathMatchers.create(path);
    routing.endpoint(path, () -> new OpenSocket(open, upgrade -> admit(matcher, route, upgrade)));
  }

  private Admitted admit(PathMatcher matcher, SocketRoute route, Upgrade upgrade) {
    try {
      UpgradeExchange exchange = new UpgradeExchange(upgrade.prologue(), upgrade.headers());
      requireOwnOrigin(exchange);
      Guard.Admission admission = guard.admit(route.access(), exchange);
      var path = matcher.match(upgrade.prologue().uriPath()).path().pathParameters();
      SocketEndpoint.Sender sender =
          route.endpoint().open(new Call(exchange, path, admission.caller()));
      return new Admitted(sender, () -> guard.isStill(admission, exchange));
    } catch (RuntimeException e) {
      ApiException error = errors.toApi(e, "WS " + upgrade.prologue().uriPath().path());
      throw RequestException.builder()
          .type(DirectHandler.EventType.OTHER)
          .status(Status.create(error.code().status()))
          .message(error.getMessage())
          .safeMessage(true)
          .setKeepAlive(false)
          .build();
    }
  }

  private static void requireOwnOrigin(Exchange exchange) {
    Optional<String> origin = exchange.header("Origin");
    String host = exchange.header("Host").orElse("");
    if (origin.isPresent() && !sameHost(origin.get(), host)) {
      throw ApiException.forbidden("A WebSocket may be opened only by this server's own pages");
    }
  }

  private static boolean sameHost(String origin, String host) {
    try {
      return host.equalsIgnoreCase(URI.create(origin).getRawAuthority());
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /**
   * A WebSocket that may be opened.
   *
   * @param sender what will be sent on it
   * @param isStill whether its client may still have it
   */
  record Admitted(SocketEndpoint.Sender sender, BooleanSupplier isStill) {}

  /** What a request for a WebSocket says. */
  record Upgrade(HttpPrologue prologue, Headers headers) {}
}
