package dev.tempo.server.http;

import io.helidon.common.parameters.Parameters;
import io.helidon.common.uri.UriPath;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import io.helidon.http.ServerRequestHeaders;
import java.net.SocketAddress;
import java.util.List;
import java.util.Optional;

/** A request that asks for a WebSocket. */
final class UpgradeExchange implements Exchange {
  private final HttpPrologue prologue;
  private final ServerRequestHeaders headers;
  private final SocketAddress peer;
  private final TrustedProxies proxies;

  UpgradeExchange(
      HttpPrologue prologue, Headers headers, SocketAddress peer, TrustedProxies proxies) {
    this.prologue = prologue;
    this.headers = ServerRequestHeaders.create(headers);
    this.peer = peer;
    this.proxies = proxies;
  }

  UriPath path() {
    return prologue.uriPath();
  }

  SocketAddress peer() {
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

  @Override
  public Optional<String> cookie(String name) {
    return headers.cookies().first(name).asOptional();
  }

  @Override
  public Client client() {
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
}
