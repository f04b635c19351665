package dev.tempo.server.http;

import dev.tempo.server.access.Caller;
import dev.tempo.server.http.Routes.SocketRoute;
import io.helidon.http.DirectHandler;
import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import io.helidon.http.PathMatcher;
import io.helidon.http.PathMatchers;
import io.helidon.http.RequestException;
import io.helidon.http.Status;
import io.helidon.webserver.websocket.WsRouting;
import java.net.SocketAddress;
import java.net.URI;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Opens WebSockets. A request for one passes the same guard as any other, and must besides come
 * from a page of this server or an allowed site, if it comes from a page at all: browsers let every
 * site ask, and may send their cookie along (RFC 6455 §10.2).
 */
final class Sockets {
  private final Guard guard;
  private final Auditor auditor;
  private final Errors errors;
  private final HttpServer.Settings settings;
  private final OpenSockets open;

  Sockets(
      Guard guard, Auditor auditor, Errors errors, HttpServer.Settings settings, OpenSockets open) {
    this.guard = guard;
    this.auditor = auditor;
    this.errors = errors;
    this.settings = settings;
    this.open = open;
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

  private void add(WsRouting.Builder routing, String path, SocketRoute route) {
    PathMatcher matcher = PathMatchers.create(path);
    routing.endpoint(path, () -> new OpenSocket(open, upgrade -> admit(matcher, route, upgrade)));
  }

  private Admitted admit(PathMatcher matcher, SocketRoute route, Upgrade upgrade) {
    try {
      return admit(matcher, route, new UpgradeExchange(upgrade.prologue(), upgrade.headers()));
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

  private Admitted admit(PathMatcher matcher, SocketRoute route, UpgradeExchange exchange) {
    requireKnownOrigin(exchange);
    Guard.Admission admission = guard.identify(route.access(), exchange);
    var path = matcher.match(exchange.path()).path().pathParameters();
    Call call = new Call(exchange, path, admission.caller(), settings.language().get());
    try {
      guard.authorize(route.access(), "GET", admission, exchange);
      return new Admitted(
          admission.caller(),
          route.endpoint().open(call),
          new Validity(
              () -> isValid(route, exchange),
              () -> guard.isStill(route.access(), admission, exchange)),
          peer -> auditor.opened(route.name(), call, address(exchange, peer)));
    } catch (ApiException problem) {
      auditor.refused(route.name(), call, problem);
      throw problem;
    }
  }

  /** Counted like a request, since whoever sends many frames has it looked up as often. */
  private boolean isValid(SocketRoute route, UpgradeExchange exchange) {
    try {
      guard.authorize(route.access(), "GET", guard.identify(route.access(), exchange), exchange);
      return true;
    } catch (ApiException e) {
      return false;
    }
  }

  private String address(UpgradeExchange exchange, SocketAddress peer) {
    return settings.proxies().client(peer, false, exchange::header).address();
  }

  private void requireKnownOrigin(Exchange exchange) {
    Optional<String> origin = exchange.header("Origin");
    String host = exchange.header("Host").orElse("");
    if (origin.isPresent()
        && !sameHost(origin.get(), host)
        && !settings.origins().allows(origin.get())) {
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

  /**
   * Whether credentials still count.
   *
   * @param ofMessage asked when the client says something, which is counted like a request
   * @param ofBeat asked now and then by the server itself
   */
  record Validity(BooleanSupplier ofMessage, BooleanSupplier ofBeat) {}

  /**
   * A WebSocket that may be opened.
   *
   * @param caller who asked for it
   * @param sender what will be sent on it
   * @param validity whether the credentials that it was asked for with still count
   * @param opened is told the peer's address once it is open
   */
  record Admitted(
      Optional<Caller> caller,
      SocketEndpoint.Sender sender,
      Validity validity,
      Consumer<SocketAddress> opened) {}
}
