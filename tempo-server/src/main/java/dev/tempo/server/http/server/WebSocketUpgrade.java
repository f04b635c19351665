package dev.tempo.server.http.server;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.message.Message;
import dev.tempo.server.http.ApiRequest;
import dev.tempo.server.http.HostNames;
import dev.tempo.server.http.LegacyPaths;
import dev.tempo.server.http.RequestAdmission;
import dev.tempo.server.http.Routes;
import dev.tempo.server.http.Routes.SocketRoute;
import dev.tempo.server.http.filter.Auditor;
import dev.tempo.server.http.filter.HostHeaderFilter;
import dev.tempo.server.http.filter.RequestGuard;
import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.http.problem.Strings;
import dev.tempo.server.http.socket.Handshake;
import dev.tempo.server.http.socket.SocketAdmission;
import dev.tempo.server.http.socket.UpgradeExchange;
import dev.tempo.server.http.socket.WebSocketSession;
import dev.tempo.server.http.socket.WebSocketSessions;
import dev.tempo.server.message.Translation;
import dev.tempo.server.transport.Wire;
import io.helidon.http.HttpPrologue;
import io.helidon.http.PathMatcher;
import io.helidon.http.PathMatchers;
import io.helidon.http.WritableHeaders;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ServerConnectionException;
import io.helidon.webserver.http1.spi.Http1Upgrader;
import io.helidon.webserver.spi.ServerConnection;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Upgrades connections to WebSockets. A request for one passes the same guard as any other, and
 * must besides come from a page of this server or an allowed site, if it comes from a page at all:
 * browsers let every site ask, and may send their cookie along (RFC 6455 §10.2).
 */
final class WebSocketUpgrade implements Http1Upgrader {
  private static final Logger LOG = LoggerFactory.getLogger(WebSocketUpgrade.class);

  private final RequestGuard guard;
  private final Auditor auditor;
  private final ErrorMapper errors;
  private final HttpServer.Settings settings;
  private final WebSocketSessions open;
  private final List<Place> places = new ArrayList<>();

  WebSocketUpgrade(
      RequestGuard guard,
      Auditor auditor,
      ErrorMapper errors,
      HttpServer.Settings settings,
      WebSocketSessions open,
      Routes routes) {
    this.guard = guard;
    this.auditor = auditor;
    this.errors = errors;
    this.settings = settings;
    this.open = open;
    routes.sockets().values().forEach(route -> add(route.path(), route));
    for (LegacyPaths.Row row : LegacyPaths.rows()) {
      if (row.isSocket()) {
        add(row.from(), routes.sockets().get(row.to()));
      }
    }
  }

  private void add(String path, SocketRoute route) {
    places.add(new Place(PathMatchers.create(path), route));
  }

  private record Place(PathMatcher matcher, SocketRoute route) {}

  @Override
  public String supportedProtocol() {
    return "websocket";
  }

  /** Null for a path without a WebSocket, or another method, which the routes then answer. */
  @Override
  public ServerConnection upgrade(
      ConnectionContext context, HttpPrologue prologue, WritableHeaders<?> headers) {
    Wire wire = ((WebConnection) context).wire();
    UpgradeExchange exchange = new UpgradeExchange(prologue, headers, wire, settings.proxies());
    Optional<Place> place =
        places.stream().filter(p -> p.matcher().match(exchange.uriPath()).accepted()).findFirst();
    if (place.isEmpty() || !exchange.method().equals("GET")) {
      return null;
    }
    Translation language =
        settings.languages().of(Optional.empty(), exchange.header("Accept-Language"));
    try {
      requireKnownHost(exchange);
      requireKnownOrigin(exchange);
      RequestAdmission admission = guard.identify(place.get().route().access(), exchange);
      ApiRequest call = call(place.get(), exchange, admission);
      language = call.language();
      SocketAdmission admitted = admit(place.get().route(), exchange, admission, call);
      byte[] answer = Handshake.answer(exchange);
      wire.upgraded();
      wire.write(answer, 0, answer.length);
      return new WebSocketSession(open, admitted, wire);
    } catch (IOException e) {
      throw new ServerConnectionException("The client is gone", e);
    } catch (RuntimeException e) {
      refuse(wire, errors.toApi(e, "WS " + exchange.path()), language);
      throw new CloseConnectionException("A WebSocket was refused");
    }
  }

  /** In full, as any other request, though browsers keep from pages what is answered here. */
  private void refuse(Wire wire, ApiException error, Translation language) {
    try {
      byte[] answer = errors.plain(error, language);
      wire.answering(true);
      wire.write(answer, 0, answer.length);
    } catch (IOException e) {
      throw new ServerConnectionException("The client is gone", e);
    }
  }

  private ApiRequest call(Place place, UpgradeExchange exchange, RequestAdmission admission) {
    var path = place.matcher().match(exchange.uriPath()).path().pathParameters();
    return new ApiRequest(exchange, path, admission, settings.languages());
  }

  private SocketAdmission admit(
      SocketRoute route, UpgradeExchange exchange, RequestAdmission admission, ApiRequest call) {
    try {
      guard.authorize(route.access(), admission, exchange);
      open.requireRoom();
      return new SocketAdmission(
          admission.caller(),
          route.endpoint().open(call),
          call.language(),
          new SocketAdmission.Validity(
              () -> isValid(route, admission, exchange), admission::isStill),
          () -> auditor.opened(route.name(), call, exchange.client().address()));
    } catch (ApiException problem) {
      auditor.refused(route.name(), call, problem);
      throw problem;
    }
  }

  /** Counted like a request, since whoever sends many frames has it looked up as often. */
  private boolean isValid(SocketRoute route, RequestAdmission admission, UpgradeExchange exchange) {
    try {
      guard.authorize(route.access(), admission, exchange);
      return admission.isStill();
    } catch (ApiException e) {
      return false;
    }
  }

  private void requireKnownHost(UpgradeExchange exchange) {
    if (HostNames.isLoopback(settings.address().host())) {
      HostHeaderFilter.require(
          exchange.header("Host"), exchange.peer(), settings.proxies(), settings.origins());
    }
  }

  private void requireKnownOrigin(UpgradeExchange exchange) {
    Optional<String> origin = exchange.header("Origin");
    if (origin.isPresent()
        && !exchange.isOwn(origin.get())
        && !settings.origins().allows(origin.get())) {
      Message detail =
          message(
              "api.socket.origin",
              "origin",
              Strings.shorten(origin.get()),
              "host",
              Strings.shorten(exchange.header("Host").orElse("")));
      LOG.info("{}", detail);
      throw ApiException.forbidden(detail);
    }
  }
}
