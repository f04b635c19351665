package dev.tempo.server.http.filter;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.server.http.HostNames;
import dev.tempo.server.http.TrustedProxies;
import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.http.problem.Strings;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.net.SocketAddress;
import java.util.Optional;

/**
 * Rejects requests with a foreign Host header when bound to loopback (DNS-rebinding protection): a
 * site may have its name lead to 127.0.0.1, and its pages then are, to a browser, of one origin
 * with this server. So such a server answers to names of loopback, to names that were allowed as
 * origins, and to whatever a trusted proxy passes on.
 */
public final class HostHeaderFilter implements Filter {
  private final TrustedProxies proxies;
  private final AllowedOrigins origins;

  public HostHeaderFilter(TrustedProxies proxies, AllowedOrigins origins) {
    this.proxies = proxies;
    this.origins = origins;
  }

  @Override
  public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    require(
        request.headers().first(HeaderNames.HOST),
        request.remotePeer().address(),
        proxies,
        origins);
    chain.proceed();
  }

  /**
   * Looks at the host that was asked for.
   *
   * @throws ApiException 403 if the server does not go by that name
   */
  public static void require(
      Optional<String> requested,
      SocketAddress peer,
      TrustedProxies proxies,
      AllowedOrigins origins) {
    String host = HostNames.name(requested.orElse(""));
    if (!HostNames.isLoopback(host) && !origins.names(host) && !proxies.isTrusted(peer)) {
      throw ApiException.forbidden(message("api.host.unknown", "host", Strings.shorten(host)));
    }
  }
}
