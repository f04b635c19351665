package dev.tempo.server.http;

import io.helidon.common.parameters.Parameters;
import io.helidon.common.uri.UriPath;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import io.helidon.http.ServerRequestHeaders;
import java.util.Optional;

/** A request that asks for a WebSocket. The web server does not tell its peer at this point. */
final class UpgradeExchange implements Exchange {
  private final HttpPrologue prologue;
  private final ServerRequestHeaders headers;

  UpgradeExchange(HttpPrologue prologue, Headers headers) {
    this.prologue = prologue;
    this.headers = ServerRequestHeaders.create(headers);
  }

  UriPath path() {
    return prologue.uriPath();
  }

  @Override
  public String method() {
    return "GET";
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
  public Optional<String> cookie(String name) {
    return headers.cookies().first(name).asOptional();
  }

  @Override
  public Client client() {
    return new Client("unknown", Hosts.name(header("Host").orElse("")), false, false);
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
}
