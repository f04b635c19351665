package dev.tempo.server.http.filter;

import dev.tempo.server.http.HttpExchange;
import dev.tempo.server.http.TrustedProxies;
import io.helidon.http.Header;
import io.helidon.http.HeaderValues;
import io.helidon.http.WritableHeaders;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.util.List;

/** Puts the headers on every response that tell browsers to be strict. */
public final class SecurityHeaders implements Filter {
  /** A year. Sub-domains and browsers' lists are for whoever owns the domain. */
  private static final Header STRICT_TRANSPORT =
      HeaderValues.create("Strict-Transport-Security", "max-age=31536000");

  private final List<Header> headers;
  private final TrustedProxies proxies;

  /**
   * With the hashes of the inline scripts that pages have: an import map, which cannot be a file,
   * and what must work also when no file can be had.
   *
   * @param scriptHashes each as {@code sha256-…}
   * @param proxies whose word counts that a client came by HTTPS, which it then must always
   */
  public SecurityHeaders(List<String> scriptHashes, TrustedProxies proxies) {
    this.proxies = proxies;
    this.headers =
        List.of(
            HeaderValues.create("Content-Security-Policy", policy(scriptHashes, false)),
            HeaderValues.create("X-Content-Type-Options", "nosniff"),
            HeaderValues.create("X-Frame-Options", "DENY"),
            HeaderValues.create("Referrer-Policy", "no-referrer"),
            HeaderValues.create("Cross-Origin-Opener-Policy", "same-origin"),
            HeaderValues.create("Cross-Origin-Resource-Policy", "same-origin"),
            HeaderValues.create(
                "Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()"));
  }

  @Override
  public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    addTo(response.headers());
    if (HttpExchange.bodiless(request, proxies).client().secure()) {
      response.headers().set(STRICT_TRANSPORT);
    }
    chain.proceed();
  }

  public void addTo(WritableHeaders<?> target) {
    headers.forEach(target::set);
  }

  /**
   * The policy of pages, as for {@code Content-Security-Policy}.
   *
   * @param scriptHashes each as {@code sha256-…}
   * @param framing whether they may frame what this server serves
   */
  public static String policy(List<String> scriptHashes, boolean framing) {
    return "default-src 'none'; script-src 'self' '"
        + String.join("' '", scriptHashes)
        + "'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self';"
        + " base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
        + (framing ? " frame-src 'self';" : "")
        + " require-trusted-types-for 'script'; trusted-types lit-html dompurify";
  }
}
