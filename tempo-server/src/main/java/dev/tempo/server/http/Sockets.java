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

/**
 * The WebSockets that the server has open. A request for one passes the same guard as any other,
 * and must besides come from a page of this server, if it comes from a page at all: browsers let
 * every site ask, and send their cookie along (RFC 6455 §10.2).
 */
final class Sockets {
  private final Guard guard;
  private final Errors errors;
  private final Set<OpenSocket> open = ConcurrentHashMap.newKeySet();

  Sockets(Guard guard, Errors errors) {
    this.guard = guard;
    this.errors = errors;
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
    open.forEach(socket -> socket.close(WsCloseCodes.SERVICE_RESTART, "restart"));
  }

  private void add(WsRouting.Builder routing, String path, SocketRoute route) {
    PathMatcher matcher = PathMatchers.create(path);
    routing.endpoint(path, () -> new OpenSocket(open, upgrade -> admit(matcher, route, upgrade)));
  }

  private SocketEndpoint.Sender admit(PathMatcher matcher, SocketRoute route, Upgrade upgrade) {
    try {
      UpgradeExchange exchange = new UpgradeExchange(upgrade.prologue(), upgrade.headers());
      requireOwnOrigin(exchange);
      Guard.Admission admission = guard.admit(route.access(), exchange);
      var path = matcher.match(upgrade.prologue().uriPath()).path().pathParameters();
      return route.endpoint().open(new Call(exchange, path, admission.caller()));
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

  /** What a request for a WebSocket says. */
  record Upgrade(HttpPrologue prologue, Headers headers) {}
}
