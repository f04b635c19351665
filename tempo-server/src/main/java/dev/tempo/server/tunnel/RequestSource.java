package dev.tempo.server.tunnel;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Where a request comes from, as browsers say it. Pages of scripts share their host with Tempo's or
 * with each other's, and to a browser ports are no border for cookies: what another page asks for
 * comes with the cookie that lets in.
 */
enum RequestSource {
  /** The page itself, or a person who typed or kept its address. */
  OWN,
  /** Another page, which leads a whole tab here. */
  NAVIGATION,
  /** Another page, or nobody knows who. */
  FOREIGN;

  private static final Set<String> OWN_SITES = Set.of("same-origin", "none");

  /**
   * Reads what a browser says: {@code Sec-Fetch-Site} where it sends that, which it does for HTTPS
   * and loopback only, else {@code Origin}, else {@code Referer}. Whoever says nothing is a tab
   * that was led here, or foreign: a page can keep its name to itself.
   */
  static RequestSource of(RequestHead request) {
    Fields fields = request.fields();
    Optional<String> origin = fields.first("Origin");
    if (request.isWebSocket()) {
      return origin.filter(text -> isOwn(text, request)).map(own -> OWN).orElse(FOREIGN);
    }
    Optional<String> site = fields.first("Sec-Fetch-Site");
    if (site.isPresent()) {
      return OWN_SITES.contains(site.get()) ? OWN : navigation(request);
    }
    if (origin.isPresent()) {
      return isOwn(origin.get(), request) ? OWN : FOREIGN;
    }
    Optional<String> referer = fields.first("Referer");
    return referer.filter(text -> isOwn(text, request)).isPresent() ? OWN : navigation(request);
  }

  private static RequestSource navigation(RequestHead request) {
    Fields fields = request.fields();
    boolean tab =
        fields.has("Sec-Fetch-Site")
            ? fields.first("Sec-Fetch-Mode").orElse("").equals("navigate")
                && fields.first("Sec-Fetch-Dest").orElse("").equals("document")
            : fields.first("Upgrade-Insecure-Requests").orElse("").equals("1");
    return tab && (request.method().equals("GET") || request.method().equals("HEAD"))
        ? NAVIGATION
        : FOREIGN;
  }

  /** Whether an origin or address has the host and port that was asked. */
  private static boolean isOwn(String address, RequestHead request) {
    String lower = address.toLowerCase(Locale.ROOT);
    boolean https = lower.startsWith("https://");
    if (!https && !lower.startsWith("http://")) {
      return false;
    }
    String rest = lower.substring(https ? 8 : 7);
    int end = rest.indexOf('/');
    String usual = https ? ":443" : ":80";
    return withoutEnd(end < 0 ? rest : rest.substring(0, end), usual)
        .equals(withoutEnd(request.host().toLowerCase(Locale.ROOT), usual));
  }

  private static String withoutEnd(String text, String end) {
    return text.endsWith(end) ? text.substring(0, text.length() - end.length()) : text;
  }
}
