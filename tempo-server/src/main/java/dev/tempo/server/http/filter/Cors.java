package dev.tempo.server.http.filter;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.util.Optional;

/**
 * Lets pages of other sites that were allowed read answers (CORS, Fetch standard §3.2). Never with
 * cookies: such a page shows a token or key.
 */
public final class Cors implements Filter {
  private static final HeaderName ALLOW_ORIGIN = HeaderNames.create("Access-Control-Allow-Origin");
  private static final HeaderName ALLOW_METHODS =
      HeaderNames.create("Access-Control-Allow-Methods");
  private static final HeaderName ALLOW_HEADERS =
      HeaderNames.create("Access-Control-Allow-Headers");
  private static final HeaderName EXPOSE_HEADERS =
      HeaderNames.create("Access-Control-Expose-Headers");
  private static final HeaderName MAX_AGE = HeaderNames.create("Access-Control-Max-Age");
  private static final HeaderName ASKED_METHOD =
      HeaderNames.create("Access-Control-Request-Method");

  private final AllowedOrigins origins;

  public Cors(AllowedOrigins origins) {
    this.origins = origins;
  }

  @Override
  public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    Optional<String> origin = request.headers().first(HeaderNames.ORIGIN).filter(origins::allows);
    if (origin.isEmpty()) {
      chain.proceed();
      return;
    }
    allow(origin.get(), response.headers());
    boolean asksFirst =
        request.prologue().method().text().equals("OPTIONS")
            && request.headers().contains(ASKED_METHOD);
    if (asksFirst) {
      answer(response);
    } else {
      chain.proceed();
    }
  }

  private static void allow(String origin, ServerResponseHeaders headers) {
    headers.set(ALLOW_ORIGIN, origin);
    headers.set(HeaderNames.VARY, "Origin");
    headers.set(EXPOSE_HEADERS, "Retry-After, Content-Disposition");
  }

  private static void answer(RoutingResponse response) {
    response.headers().set(ALLOW_METHODS, "GET, HEAD, POST, PUT, PATCH, DELETE");
    response
        .headers()
        .set(ALLOW_HEADERS, "Authorization, X-API-Key, Content-Type, Accept-Language");
    response.headers().set(MAX_AGE, "600");
    response.status(204).send();
  }
}
