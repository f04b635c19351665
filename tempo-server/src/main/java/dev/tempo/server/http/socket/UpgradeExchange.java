package dev.tempo.server.http.socket;

import dev.tempo.server.http.ClientAddress;
import dev.tempo.server.http.RequestView;
import dev.tempo.server.http.SessionCookie;
import dev.tempo.server.http.TrustedProxies;
import dev.tempo.server.transport.Wire;
import io.helidon.common.parameters.Parameters;
import io.helidon.common.uri.UriPath;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import io.helidon.http.ServerRequestHeaders;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/** A request that asks for a WebSocket. */
public final class UpgradeExchange implements RequestView {
  private final HttpPrologue prologue;
  private final ServerRequestHeaders headers;
  private final SocketAddress peer;
  private final TrustedProxies proxies;
  private final int ownPort;

  public UpgradeExchange(
      HttpPrologue prologue, Headers headers, Wire wire, TrustedProxies proxies) {
    this.prologue = prologue;
    this.headers = ServerRequestHeaders.create(headers);
    this.peer = wire.remote();
    this.ownPort = wire.local().getPort();
    this.proxies = proxies;
  }

  public UriPath uriPath() {
    return prologue.uriPath();
  }

  public SocketAddress peer() {
    return peer;
  }

  @Override
  public String method() {
    return prologue.method().text();
  }

  @Override
  public Parameters query() {
    return prologue.query();
  }

  @Override
  public Optional<String> header(String name) {
    return headers.first(HeaderNames.create(name));
  }

  @Override
  public List<String> headers(String name) {
    return headers.all(HeaderNames.create(name), List::of);
  }

  /** None for a page of another origin, also one that may call: it shows a ticket. */
  @Override
  public List<String> sessionCookies() {
    if (!header("Origin").map(this::isOwn).orElse(true)) {
      return List.of();
    }
    return headers.cookies().all(sessionCookie().name(), List::of);
  }

  /** Whether an origin is of the host and port that was asked for. */
  public boolean isOwn(String origin) {
    try {
      return header("Host").orElse("").equalsIgnoreCase(URI.create(origin).getRawAuthority());
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  @Override
  public SessionCookie sessionCookie() {
    return SessionCookie.of(header("Host").orElse(""), ownPort);
  }

  @Override
  public String path() {
    return prologue.uriPath().path();
  }

  @Override
  public ClientAddress client() {
    return proxies.client(peer, false, this::headers);
  }

  @Override
  public boolean hasBody() {
    return false;
  }

  @Override
  public boolean contentTypeIs(String type, String subtype) {
    return false;
  }

  @Override
  public byte[] body() {
    return new byte[0];
  }

  @Override
  public byte[] body(int maxBytes) {
    return body();
  }

  @Override
  public void take(long bytes) {
    // It has no body.
  }

  @Override
  public void expect(long bytes) {
    // What goes over a WebSocket is bounded there.
  }
}
