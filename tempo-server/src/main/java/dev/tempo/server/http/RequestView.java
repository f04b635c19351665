package dev.tempo.server.http;

import dev.tempo.server.http.problem.ApiException;
import io.helidon.common.parameters.Parameters;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/**
 * A read-only view of a request of the web server, be it a plain one or one that asks for a
 * WebSocket.
 */
public interface RequestView {
  String method();

  Parameters query();

  Optional<String> header(String name);

  /** The values of a header that stands on several lines, one for each line. */
  List<String> headers(String name);

  /** All values of the session's cookie. */
  List<String> sessionCookies();

  /** The cookie in which a browser that asks so keeps its session. */
  SessionCookie sessionCookie();

  /** The path that was asked for, decoded. */
  String path();

  ClientAddress client();

  /** The connection that it came over; empty where that is not known. */
  default Optional<Connection> connection() {
    return Optional.empty();
  }

  boolean hasBody();

  boolean contentTypeIs(String type, String subtype);

  /** The whole body; a body over the limit of usual bodies is a 413. */
  byte[] body();

  /** The whole body; a body over this limit is a 413. */
  byte[] body(int maxBytes);

  /** The body as it comes, however long; for whoever keeps none of it in memory. */
  default InputStream stream() {
    return new ByteArrayInputStream(body());
  }

  /**
   * Takes memory for what is made of the body, until the request has been answered.
   *
   * @throws ApiException 503 with {@code Retry-After} if other requests have it all
   */
  void take(long bytes);

  /**
   * Takes memory for the answer, before anything is read for it; what it does not need is given
   * back when it has been made.
   *
   * @throws ApiException 503 with {@code Retry-After} if other answers have it all
   */
  void expect(long bytes);
}
