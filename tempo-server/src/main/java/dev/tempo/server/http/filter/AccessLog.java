package dev.tempo.server.http.filter;

import dev.tempo.server.http.HttpExchange;
import dev.tempo.server.http.TrustedProxies;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notes every answer: client, method, path, status. Queries are left out, since they may carry
 * keys. At the level debug, so that hosts which embed the server are not flooded.
 */
public final class AccessLog implements Filter {
  private static final Logger LOG = LoggerFactory.getLogger("dev.tempo.access");

  private final TrustedProxies proxies;

  public AccessLog(TrustedProxies proxies) {
    this.proxies = proxies;
  }

  @Override
  public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    if (LOG.isDebugEnabled()) {
      String what = request.prologue().method().text() + " " + request.path().absolute().path();
      String client = HttpExchange.bodiless(request, proxies).client().address();
      response.whenSent(() -> LOG.debug("{} {} {}", client, what, response.status().code()));
    }
    chain.proceed();
  }
}
