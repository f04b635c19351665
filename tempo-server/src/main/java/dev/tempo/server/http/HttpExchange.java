package dev.tempo.server.http;

import io.helidon.common.parameters.Parameters;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;

/** A plain request. */
final class HttpExchange implements Exchange {
  /** Larger than any job: a script may have a megabyte, which JSON may triple. */
  private static final int MAX_BODY_BYTES = 4 << 20;

  private final ServerRequest request;
  private final TrustedProxies proxies;

  HttpExchange(ServerRequest request, TrustedProxies proxies) {
    this.request = request;
    this.proxies = proxies;
  }

  @Override
  public String method() {
    return request.prologue().method().text();
  }

  @Override
  public Parameters query() {
    return request.query();
  }

  @Override
  public Optional<String> header(String name) {
    return request.headers().first(HeaderNames.create(name));
  }

  @Override
  public Optional<String> cookie(String name) {
    return request.headers().cookies().first(name).asOptional();
  }

  @Override
  public Client client() {
    return proxies.client(request.remotePeer().address(), request.isSecure(), this::header);
  }

  @Override
  public boolean hasBody() {
    return request.content().hasEntity();
  }

  @Override
  public boolean contentTypeIs(String type, String subtype) {
    return request
        .headers()
        .contentType()
        .filter(sent -> sent.type().equals(type) && sent.subtype().equals(subtype))
        .isPresent();
  }

  @Override
  public byte[] body() {
    return body(MAX_BODY_BYTES);
  }

  @Override
  public byte[] body(int maxBytes) {
    if (!hasBody()) {
      return new byte[0];
    }
    if (request.headers().contentLength().orElse(0) > maxBytes) {
      throw tooLarge(maxBytes);
    }
    try (InputStream in = request.content().inputStream()) {
      byte[] body = in.readNBytes(maxBytes + 1);
      if (body.length > maxBytes) {
        throw tooLarge(maxBytes);
      }
      return body;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ApiException tooLarge(int maxBytes) {
    return ApiException.of(
        ErrorCode.PAYLOAD_TOO_LARGE, "The body must have at most " + maxBytes + " bytes");
  }
}
